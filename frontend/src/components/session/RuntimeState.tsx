/** Whether the language is ready to run, how far it has loaded, or why it did not. */
import { AnimatePresence } from "framer-motion";
import * as m from "framer-motion/m";
import { formatMegabytes } from "../../hooks/format";
import type { Runner } from "../../hooks/runner/useRunner";
import type { LanguageEntry, RuntimeStatus } from "../../services/runtimes/contract";
import { texts } from "../../texts";

interface RuntimeStateProps {
  readonly runner: Runner;
  readonly entry: LanguageEntry;
}

function Loading({
  status,
  entry,
}: {
  readonly status: RuntimeStatus & { kind: "loading" };
  readonly entry: LanguageEntry;
}) {
  const { loadedBytes, totalBytes } = status;
  const loaded = formatMegabytes(loadedBytes);
  const words =
    totalBytes === null ? texts.run.progressUnknown(loaded) : texts.run.progress(loaded, formatMegabytes(totalBytes));
  return (
    <div className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
      <span className="truncate max-sm:hidden">{texts.run.loading(entry.label)}</span>
      <div
        role="progressbar"
        aria-label={texts.run.loading(entry.label)}
        aria-valuemin={0}
        aria-valuemax={totalBytes ?? undefined}
        aria-valuenow={totalBytes === null ? undefined : loadedBytes}
        aria-valuetext={words}
        className="h-1 w-16 shrink-0 overflow-hidden rounded-full bg-pressed"
      >
        <div
          className={`h-full bg-ink-2 ${totalBytes === null ? "lamp w-full" : ""}`}
          style={totalBytes === null ? undefined : { width: `${Math.min(100, (100 * loadedBytes) / totalBytes)}%` }}
        />
      </div>
      <span className="tabular shrink-0 font-mono text-2xs text-ink-3">{words}</span>
    </div>
  );
}

export function RuntimeState({ runner, entry }: RuntimeStateProps) {
  const status = runner.runtime;
  const fade = {
    initial: { opacity: 0 },
    animate: { opacity: 1 },
    exit: { opacity: 0 },
    transition: { duration: 0.15 },
  };
  return (
    <AnimatePresence mode="wait" initial={false}>
      <m.div key={`${entry.id}-${status.kind}`} {...fade} className="flex min-w-0 items-center">
        {status.kind === "loading" && <Loading status={status} entry={entry} />}
        {status.kind === "failed" && (
          <div role="alert" className="flex min-w-0 items-center gap-2 text-xs text-bad">
            <span className="truncate" title={status.message}>
              {texts.run.failed(entry.label)}
            </span>
            <button
              type="button"
              onClick={runner.retry}
              className="shrink-0 rounded-sm font-medium text-ink underline underline-offset-2"
            >
              {texts.run.retry}
            </button>
          </div>
        )}
        {status.kind === "cold" && <span className="truncate text-xs text-ink-3">{texts.run.cold(entry.label)}</span>}
        {status.kind === "ready" && <span className="truncate text-xs text-ink-3">{texts.run.ready(entry.label)}</span>}
      </m.div>
    </AnimatePresence>
  );
}
