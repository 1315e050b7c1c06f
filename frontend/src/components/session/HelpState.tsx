/** Whether there is help while typing: what is loading of it, or why there is none. Where there is, nothing is said. */
import type { HelpStatus } from "../../services/help/languageHelp";
import { texts } from "../../texts";
import { InlineButton } from "../ui/InlineButton";
import { LoadingBar } from "./LoadingBar";

interface HelpStateProps {
  readonly status: HelpStatus;
  readonly onRetry: () => void;
}

export function HelpState({ status, onRetry }: HelpStateProps) {
  const t = texts.help;
  switch (status.kind) {
    case "loading":
      return <LoadingBar doing={t.loading} loading={status} />;
    case "starting":
      return <span className="truncate text-xs text-ink-3 max-lg:hidden">{t.starting}</span>;
    case "off":
      return (
        <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink-3" title={t.off}>
          <span className="truncate">{t.offShort}</span>
          <InlineButton label={t.retry} onPress={onRetry} />
        </span>
      );
    case "locked":
      return (
        <span className="truncate text-xs text-ink-3 max-sm:hidden" title={t.locked}>
          {t.lockedShort}
        </span>
      );
    case "asleep":
    case "ready":
      return null;
  }
}
