/** One line about a run: who, when, in what language, how long, with what end. */
import { formatClock, formatDuration, formatMegabytes } from "../../hooks/format";
import { useNow } from "../../hooks/useNow";
import type { Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { Avatar } from "../session/Avatar";
import { OutcomeBadge } from "./OutcomeBadge";

/** How often the running time on the screen is renewed. */
const TICK_MS = 200;

interface RunSummaryProps {
  readonly run: Run;
  readonly isYours: boolean;
  readonly languageLabel: string;
}

function Elapsed({ run }: { readonly run: Run }) {
  const isRunning = run.outcome === "running";
  const now = useNow(isRunning ? TICK_MS : null);
  if (run.durationMs !== null) return formatDuration(run.durationMs);
  return isRunning ? formatDuration(Math.max(0, now - Date.parse(run.startedAt))) : "–";
}

export function RunSummary({ run, isYours, languageLabel }: RunSummaryProps) {
  return (
    <div className="flex h-9 shrink-0 items-center gap-2.5 border-b border-rule px-4">
      <Avatar person={run.by} size="small" />
      <span className="min-w-0 truncate text-xs font-medium">{isYours ? texts.output.you : run.by.name}</span>
      <OutcomeBadge outcome={run.outcome} />
      <span className="tabular ml-auto flex min-w-0 items-center gap-3 font-mono text-2xs text-ink-2">
        <span className="min-w-0 truncate max-sm:hidden" title={run.runtime ?? undefined}>
          {languageLabel}
        </span>
        {run.peakMemoryBytes !== null && (
          <span className="shrink-0 max-sm:hidden" title={texts.output.memory}>
            <span className="sr-only">{texts.output.memory} </span>
            {formatMegabytes(run.peakMemoryBytes)} MB
          </span>
        )}
        <time className="shrink-0" dateTime={run.startedAt}>
          {formatClock(new Date(run.startedAt))}
        </time>
        <span className="min-w-14 shrink-0 text-right">
          <Elapsed run={run} />
        </span>
      </span>
    </div>
  );
}
