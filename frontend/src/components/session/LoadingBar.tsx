/** What is being loaded beside the language's runtime, and how far it is. */
import { formatMegabytes } from "../../hooks/format";
import type { Loading } from "../../hooks/useFormatting";
import { texts } from "../../texts";

interface LoadingBarProps {
  readonly doing: string;
  readonly loading: Loading;
}

export function LoadingBar({ doing, loading: { loadedBytes, totalBytes } }: LoadingBarProps) {
  return (
    <div className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
      <span className="truncate max-lg:hidden">{doing}</span>
      <progress
        aria-label={doing}
        value={loadedBytes}
        max={totalBytes}
        className="h-1 w-12 shrink-0 appearance-none overflow-hidden rounded-full bg-pressed [&::-moz-progress-bar]:bg-ink-2 [&::-webkit-progress-bar]:bg-pressed [&::-webkit-progress-value]:bg-ink-2"
      />
      <span className="tabular shrink-0 font-mono text-2xs text-ink-3 max-sm:hidden">
        {texts.run.progress(formatMegabytes(loadedBytes), formatMegabytes(totalBytes))}
      </span>
    </div>
  );
}
