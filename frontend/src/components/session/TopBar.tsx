/** The bar over the room: what this is, how it stands, who is here, how to bring others in. */
import { Link } from "react-router";
import type { ChatState } from "../../hooks/useChat";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { ChatButton } from "../chat/ChatButton";
import { Mark } from "../ui/Wordmark";
import { ConnectionStatus } from "./ConnectionStatus";
import { MoreMenu } from "./MoreMenu";
import { People, type PeopleProps } from "./People";
import { ShareButton } from "./ShareButton";
import { TitleField } from "./TitleField";

interface TopBarProps {
  readonly entry: LanguageEntry;
  readonly chat: ChatState;
  readonly people: PeopleProps;
}

export function TopBar({ entry, chat, people }: TopBarProps) {
  return (
    <header className="grid min-h-14 shrink-0 grid-cols-[auto_1fr_auto] content-center gap-x-3 border-b border-rule bg-panel px-3 py-2">
      <Link to="/" aria-label={texts.room.goHome} className="row-span-2 self-center rounded-md">
        <Mark />
      </Link>
      <div className="flex min-w-0 self-center">
        <TitleField />
      </div>
      <ConnectionStatus />
      <div className="col-start-3 row-span-2 row-start-1 flex items-center gap-1.5">
        <People {...people} />
        <ChatButton chat={chat} />
        <ShareButton />
        <MoreMenu entry={entry} />
      </div>
    </header>
  );
}
