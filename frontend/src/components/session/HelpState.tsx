/** Whether there is help while typing: what is loading of it, or why there is none. Where there is, nothing is said. */
import type { HelpStatus } from "../../services/help/languageHelp";
import { texts } from "../../texts";
import { LoadingBar } from "./LoadingBar";

export function HelpState({ status }: { readonly status: HelpStatus }) {
  const t = texts.help;
  switch (status.kind) {
    case "loading":
      return <LoadingBar doing={t.loading} loading={status} />;
    case "starting":
      return <span className="truncate text-xs text-ink-3 max-lg:hidden">{t.starting}</span>;
    case "off":
      return (
        <span className="truncate text-xs text-ink-3" title={t.off}>
          {t.offShort}
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
