/** What is wanted seldom: the code as a file, the session from its beginning, and its end. */
import { Command, Download, Ellipsis, History, Keyboard, OctagonX, SlidersHorizontal } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { Link } from "react-router";
import { useDialogs } from "../../hooks/dialogs";
import { downloadText } from "../../hooks/download";
import { KEYS } from "../../hooks/keyNames";
import { useRoom } from "../../hooks/room";
import { replayPath } from "../../hooks/sessionLink";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { Kbd } from "../ui/Kbd";

const ITEM =
  "flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-highlighted:bg-hover pointer-coarse:h-11";

/** What every page offers. */
function PageItems() {
  const { open } = useDialogs();
  return (
    <>
      <DropdownMenu.Item className={ITEM} onSelect={() => open("settings")}>
        <SlidersHorizontal aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
        {texts.settings.menu}
      </DropdownMenu.Item>
      <DropdownMenu.Item className={ITEM} onSelect={() => open("palette")}>
        <Command aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
        <span className="flex-1">{texts.palette.menu}</span>
        <Kbd keys={KEYS.palette} className="ml-4" />
      </DropdownMenu.Item>
      <DropdownMenu.Item className={ITEM} onSelect={() => open("shortcuts")}>
        <Keyboard aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
        <span className="flex-1">{texts.shortcuts.menu}</span>
        <Kbd keys="?" />
      </DropdownMenu.Item>
    </>
  );
}

export function MoreMenu({ entry }: { readonly entry: LanguageEntry }) {
  const { client, isHost, canEdit, propose, snapshot } = useRoom();
  const [isEnding, setIsEnding] = useState(false);
  const download = () => downloadText(entry.fileName, client.text(`file/${entry.fileName}`).content.toString());
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={texts.room.more}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:size-10"
        >
          <Ellipsis aria-hidden size={17} strokeWidth={1.75} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            collisionPadding={8}
            className="sheet z-40 min-w-52 rounded-lg border border-rule bg-raised p-1 shadow-pop"
          >
            <DropdownMenu.Item className={ITEM} onSelect={download}>
              <Download aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
              {texts.room.download(entry.fileName)}
            </DropdownMenu.Item>
            <DropdownMenu.Item asChild className={ITEM}>
              {/* In a tab of its own: to leave the room would end a run that is under way. */}
              <Link to={replayPath(client.sessionId)} target="_blank">
                <History aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
                {texts.room.replay}
              </Link>
            </DropdownMenu.Item>
            <DropdownMenu.Separator className="mx-1 my-1 h-px bg-rule" />
            <PageItems />
            {isHost && (
              <>
                <DropdownMenu.Separator className="mx-1 my-1 h-px bg-rule" />
                <DropdownMenu.Item
                  className={`${ITEM} text-bad data-disabled:opacity-50`}
                  disabled={!canEdit || snapshot.connection.kind !== "live"}
                  onSelect={() => setIsEnding(true)}
                >
                  <OctagonX aria-hidden size={15} strokeWidth={1.75} />
                  {texts.room.end}
                </DropdownMenu.Item>
              </>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <ConfirmDialog
        open={isEnding}
        onOpenChange={setIsEnding}
        heading={texts.end.heading}
        explain={texts.end.explain}
        confirm={texts.end.confirm}
        cancel={texts.end.cancel}
        onConfirm={() => propose({ type: "ended" })}
      />
    </>
  );
}
