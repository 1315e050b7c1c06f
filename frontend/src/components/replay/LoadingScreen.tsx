/** The recording is on its way: how much of it is here. */
import type { LogProgress } from "../../api";
import { formatMegabytes } from "../../hooks/format";
import { texts } from "../../texts";
import { Mark } from "../ui/Wordmark";

export function LoadingScreen({ progress }: { readonly progress: LogProgress | null }) {
  const percent = progress?.share == null ? null : Math.round(progress.share * 100);
  return (
    <main aria-busy="true" className="flex h-full flex-col bg-surface">
      <div className="flex h-14 shrink-0 items-center gap-3 border-b border-rule bg-panel px-3">
        <Mark />
        <h1 role="status" className="text-sm font-semibold">
          {texts.replay.loading}
        </h1>
      </div>
      <div className="m-auto flex w-64 flex-col gap-2 pb-24">
        <div
          role="progressbar"
          aria-label={texts.replay.progress}
          {...(percent === null ? {} : { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": percent })}
          className="h-1 overflow-hidden rounded-full bg-pressed"
        >
          <div
            className={`h-full rounded-full bg-accent ${percent === null ? "lamp w-1/3" : ""}`}
            style={percent === null ? undefined : { width: `${percent}%` }}
          />
        </div>
        <p className="tabular flex justify-between font-mono text-2xs text-ink-3">
          <span>{texts.replay.loaded(formatMegabytes(progress?.bytes ?? 0))}</span>
          {percent !== null && <span>{percent} %</span>}
        </p>
      </div>
    </main>
  );
}
