/** What is wanted seldom: the code as a file, the session from its beginning, and what hosts decide. */
import { Command, Download, Ellipsis, History, Keyboard, SlidersHorizontal } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { Link } from "react-router";
import { useDialogs } from "../../hooks/dialogs";
import { KEYS } from "../../hooks/keyNames";
import { useRoom } from "../../hooks/room";
import { replayPath } from "../../hooks/sessionLink";
import { takeAlong } from "../../hooks/takeAlong";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { Kbd } from "../ui/Kbd";
import { DeleteDialog } from "./DeleteDialog";
import { HostItems, ITEM } from "./HostItems";
import { LinksDialog } from "./LinksDialog";

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
  const room = useRoom();
  const { client, isHost, propose } = room;
  const [asked, setAsked] = useState<"links" | "end" | "delete" | null>(null);
  const close = (isOpen: boolean) => !isOpen && setAsked(null);
  const { label, take } = takeAlong(room, entry);
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
            className="sheet z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-y-auto rounded-lg border border-rule bg-raised p-1 shadow-pop"
          >
            <DropdownMenu.Item className={ITEM} onSelect={take}>
              <Download aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
              {label}
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
              <HostItems
                onLinks={() => setAsked("links")}
                onEnd={() => setAsked("end")}
                onDelete={() => setAsked("delete")}
              />
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <LinksDialog open={asked === "links"} onOpenChange={close} />
      <DeleteDialog sessionId={client.sessionId} open={asked === "delete"} onOpenChange={close} />
      <ConfirmDialog
        open={asked === "end"}
        onOpenChange={close}
        heading={texts.end.heading}
        explain={texts.end.explain}
        confirm={texts.end.confirm}
        cancel={texts.end.cancel}
        onConfirm={() => propose({ type: "ended" })}
      />
    </>
  );
}
