/** The bar over the room: what this is, how it stands, who is here, how to bring others in. */
import { Link } from "react-router";
import type { Participant } from "../../services/collab/types";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Mark } from "../ui/Wordmark";
import { ConnectionStatus } from "./ConnectionStatus";
import { MoreMenu } from "./MoreMenu";
import { People } from "./People";
import { ShareButton } from "./ShareButton";
import { TitleField } from "./TitleField";

interface TopBarProps {
  readonly entry: LanguageEntry;
  readonly onGoTo: (person: Participant) => void;
}

export function TopBar({ entry, onGoTo }: TopBarProps) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b border-rule bg-panel px-3">
      <Link to="/" aria-label={texts.room.goHome} className="rounded-md">
        <Mark />
      </Link>
      <div className="flex min-w-0 flex-1 flex-col">
        <TitleField />
        <ConnectionStatus />
      </div>
      <div className="flex shrink-0 items-center gap-1.5">
        <People onGoTo={onGoTo} />
        <ShareButton />
        <MoreMenu entry={entry} />
      </div>
    </header>
  );
}
