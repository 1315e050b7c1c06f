/** What is wanted seldom: the code as a file, the session from its beginning, and what hosts decide. */
import { Command, Download, History, Keyboard, SlidersHorizontal } from "lucide-react";
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
import { MENU_ITEM, Menu, MenuItem, MenuLine } from "../ui/Menu";
import { DeleteDialog } from "./DeleteDialog";
import { HostItems } from "./HostItems";
import { LinksDialog } from "./LinksDialog";

/** What every page offers. */
function PageItems() {
  const { open } = useDialogs();
  return (
    <>
      <MenuItem icon={SlidersHorizontal} onSelect={() => open("settings")}>
        {texts.settings.menu}
      </MenuItem>
      <MenuItem icon={Command} onSelect={() => open("palette")}>
        <span className="flex-1">{texts.palette.menu}</span>
        <Kbd keys={KEYS.palette} className="ml-4" />
      </MenuItem>
      <MenuItem icon={Keyboard} onSelect={() => open("shortcuts")}>
        <span className="flex-1">{texts.shortcuts.menu}</span>
        <Kbd keys="?" />
      </MenuItem>
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
      <Menu name={texts.room.more}>
        <MenuItem icon={Download} onSelect={take}>
          {label}
        </MenuItem>
        <DropdownMenu.Item asChild className={MENU_ITEM}>
          {/* In a tab of its own: to leave the room would end a run that is under way. */}
          <Link to={replayPath(client.sessionId)} target="_blank">
            <History aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
            {texts.room.replay}
          </Link>
        </DropdownMenu.Item>
        <MenuLine />
        <PageItems />
        {isHost && (
          <HostItems
            onLinks={() => setAsked("links")}
            onEnd={() => setAsked("end")}
            onDelete={() => setAsked("delete")}
          />
        )}
      </Menu>
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
