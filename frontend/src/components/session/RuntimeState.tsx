/** Whether the language is ready to run, how far it has loaded, or why it did not. */
import { AnimatePresence } from "framer-motion";
import * as m from "framer-motion/m";
import { formatMegabytes } from "../../hooks/format";
import type { Runner } from "../../hooks/runner/useRunner";
import { isLarge, type LanguageEntry, type RuntimeStatus } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { InlineButton } from "../ui/InlineButton";

interface RuntimeStateProps {
  readonly runner: Runner;
  readonly entry: LanguageEntry;
}

interface LoadingProps {
  readonly status: RuntimeStatus & { kind: "loading" };
  readonly label: string;
}

function Loading({ status: { loadedBytes, totalBytes, part }, label: language }: LoadingProps) {
  const label = part ?? language;
  const isFetched = totalBytes !== null && loadedBytes >= totalBytes;
  const isCounted = totalBytes !== null && !isFetched;
  const doing = isFetched ? texts.run.starting(label) : texts.run.loading(label);
  return (
    <div className="flex min-w-0 items-center gap-2 text-xs text-ink-2">
      <span className={`truncate ${isCounted ? "max-sm:hidden" : ""}`}>{doing}</span>
      <div
        role="progressbar"
        aria-label={doing}
        {...(isCounted ? { "aria-valuemin": 0, "aria-valuemax": totalBytes, "aria-valuenow": loadedBytes } : {})}
        className="h-1 w-16 shrink-0 overflow-hidden rounded-full bg-pressed"
      >
        <div
          className={`h-full bg-ink-2 ${isCounted ? "" : "lamp w-full"}`}
          style={isCounted ? { width: `${(100 * loadedBytes) / totalBytes}%` } : undefined}
        />
      </div>
      {isCounted && (
        <span className="tabular shrink-0 font-mono text-2xs text-ink-3">
          {texts.run.progress(formatMegabytes(loadedBytes), formatMegabytes(totalBytes))}
        </span>
      )}
    </div>
  );
}

function sayCold({ label, load, downloadBytes }: LanguageEntry): string {
  if (load === null) return texts.run.notRun(label);
  return isLarge(downloadBytes) ? texts.run.coldLarge(label, formatMegabytes(downloadBytes)) : texts.run.cold(label);
}

export function RuntimeState({ runner, entry }: RuntimeStateProps) {
  const status = runner.runtime;
  const fade = {
    initial: { opacity: 0 },
    animate: { opacity: 1 },
    exit: { opacity: 0 },
    transition: { duration: 0.15 },
  };
  const isUp = status.kind === "ready" || status.kind === "running";
  return (
    <AnimatePresence mode="wait" initial={false}>
      <m.div key={`${entry.id}-${isUp ? "up" : status.kind}`} {...fade} className="flex min-w-0 items-center">
        {status.kind === "loading" && <Loading status={status} label={entry.label} />}
        {status.kind === "failed" && (
          <div role="alert" className="flex min-w-0 items-center gap-2 text-xs text-bad">
            <span className="truncate" title={status.message}>
              {texts.run.failed(entry.label)}
            </span>
            <InlineButton label={texts.run.retry} onPress={runner.retry} />
          </div>
        )}
        {status.kind === "cold" && <span className="truncate text-xs text-ink-3">{sayCold(entry)}</span>}
        {isUp && (
          // No part of the motion: a run is to begin without anything else that moves.
          <span
            className={`truncate text-xs text-ink-3 transition-[opacity,visibility] duration-150 ${status.kind === "running" ? "invisible opacity-0" : ""}`}
          >
            {texts.run.ready(entry.label)}
          </span>
        )}
      </m.div>
    </AnimatePresence>
  );
}
