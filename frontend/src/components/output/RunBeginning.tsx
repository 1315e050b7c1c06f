/** Before a run of one's own writes anything: that its language still loads, or why it could not begin. */
import type { Runner } from "../../hooks/runner/useRunner";
import { NARROW, useMediaQuery } from "../../hooks/useMediaQuery";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { RuntimeState } from "../session/RuntimeState";

interface RunBeginningProps {
  readonly runner: Runner;
  readonly languages: readonly LanguageEntry[];
}

/** Where there is room for both panes, the one of the code shows it beside this one. */
function ProgressOfOnlyPane({ runner, entry }: { readonly runner: Runner; readonly entry: LanguageEntry }) {
  return useMediaQuery(NARROW) && <RuntimeState runner={runner} entry={entry} />;
}

export function RunBeginning({ runner, languages }: RunBeginningProps) {
  const { state, runtime } = runner;
  if (state.kind === "idle" && state.problem !== null) {
    return (
      <p role="alert" className="border-b border-rule bg-bad-wash px-4 py-2 text-sm text-bad">
        {state.problem}
      </p>
    );
  }
  if (state.kind !== "preparing") return null;
  const entry = languages.find(({ id }) => id === state.language);
  return (
    <div className="flex min-h-9 shrink-0 items-center gap-3 border-b border-rule px-4 text-xs text-ink-2">
      <span>{texts.run.preparing}</span>
      {entry !== undefined && runtime.kind === "loading" && <ProgressOfOnlyPane runner={runner} entry={entry} />}
    </div>
  );
}
