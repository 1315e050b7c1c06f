/** The bar over the replay: what is played, when it was, and the way to the session. */
import { RefreshCw } from "lucide-react";
import { Link } from "react-router";
import { formatDate, formatElapsed } from "../../hooks/format";
import { sessionPath } from "../../hooks/sessionLink";
import type { Recording } from "../../services/replay/recording";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";
import { Mark } from "../ui/Wordmark";

interface ReplayBarProps {
  readonly sessionId: string;
  readonly recording: Recording;
  readonly reload: () => void;
}

export function ReplayBar({ sessionId, recording, reload }: ReplayBarProps) {
  const { began, ended } = recording.timeline;
  const isOver = recording.moments.at(-1)?.kind === "ended";
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 border-b border-rule bg-panel px-3">
      <Link to="/" aria-label={texts.room.goHome} className="rounded-md">
        <Mark />
      </Link>
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-sm font-semibold">{recording.title === "" ? texts.untitled : recording.title}</h1>
        <p className="flex items-center gap-1.5 truncate text-xs text-ink-2">
          <span className="font-medium">{texts.replay.heading}</span>
          <span aria-hidden>·</span>
          <time dateTime={new Date(began).toISOString()} className="truncate">
            {formatDate(new Date(began))}
          </time>
          <span aria-hidden>·</span>
          <span className="tabular font-mono text-2xs">{formatElapsed(ended - began)}</span>
        </p>
      </div>
      {!isOver && <IconButton icon={RefreshCw} name={texts.replay.newest} onClick={reload} />}
      <Link
        to={sessionPath(sessionId)}
        className="inline-flex h-8 shrink-0 items-center rounded-md border border-rule bg-raised px-2.5 text-sm font-medium hover:border-rule-strong pointer-coarse:h-10"
      >
        {texts.replay.toSession}
      </Link>
    </header>
  );
}
