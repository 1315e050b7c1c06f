/** The pane of runs: the shown one with what it wrote, the others to pick from, the input for one's own. */
import { Eraser } from "lucide-react";
import { useState } from "react";
import { useRunAnnouncements } from "../../hooks/runner/useRunAnnouncements";
import type { Runner } from "../../hooks/runner/useRunner";
import { useShownRun } from "../../hooks/useShownRun";
import { type Stepping, useSteps } from "../../hooks/useSteps";
import type { Run } from "../../services/collab/types";
import { isMac } from "../../services/platform";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { IconButton } from "../ui/IconButton";
import { Kbd } from "../ui/Kbd";
import { AgainButton } from "./AgainButton";
import { InputLine } from "./InputLine";
import { OwnRunGoesOn } from "./OwnRunGoesOn";
import { PreparedInput } from "./PreparedInput";
import { WithPreview } from "./PreviewPane";
import { PromptLine } from "./PromptLine";
import { RunBeginning } from "./RunBeginning";
import { RunOutput } from "./RunOutput";
import { RunPicker } from "./RunPicker";
import { RunSummary } from "./RunSummary";
import { ShowHere } from "./ShowHere";
import { StepView } from "./StepView";

interface OutputPaneProps {
  readonly runs: readonly Run[];
  readonly languages: readonly LanguageEntry[];
  readonly yourId: string | null;
  /** `null` where nothing can be run: for observers, and in an ended session. */
  readonly runner: Runner | null;
  /** How the steps of a run are looked at here; alone where nothing is said. */
  readonly stepping?: Stepping;
}

const ALONE: Stepping = { kind: "alone" };

function Empty({ canRun }: { readonly canRun: boolean }) {
  return (
    <div className="flex flex-1 flex-col justify-center px-8 pb-10">
      <p className="text-base font-medium">{texts.output.noRuns}</p>
      <p className="mt-1 max-w-sm text-sm text-ink-2 text-pretty">{texts.output.noRunsExplain}</p>
      {canRun && (
        <p className="mt-4 flex items-center gap-2 text-xs text-ink-2">
          <Kbd keys={texts.run.shortcut(isMac)} />
          {texts.run.run}
        </p>
      )}
    </div>
  );
}

interface BehindProps {
  readonly run: Run;
  readonly runner: Runner;
}

/** Behind one's last run: the prompt that goes on in its variables, or that they are gone. */
function Behind({ run, runner }: BehindProps) {
  const { continuing, state, evaluate } = runner;
  if (continuing?.runId !== run.id || run.truncated || state.kind === "preparing") return null;
  if (!continuing.isOpen) return <p className="mt-2 font-sans text-xs text-ink-2">{texts.prompt.gone}</p>;
  const waitsForInput = state.kind === "running" && state.waitsForInput;
  return (
    <div hidden={waitsForInput}>
      <PromptLine onCode={evaluate} isBusy={state.kind === "running"} />
    </div>
  );
}

export function OutputPane({ runs, languages, yourId, runner, stepping = ALONE }: OutputPaneProps) {
  const [clearedId, setClearedId] = useState<string | null>(null);
  useRunAnnouncements(runs, yourId);

  const ownRunId = runner?.state.kind === "running" ? runner.state.runId : null;
  const waitsForInput = runner?.state.kind === "running" && runner.state.waitsForInput;
  const showing = useShownRun(runs, ownRunId, waitsForInput);
  const shown = showing.run;
  const steps = useSteps(shown ?? null, stepping);
  /** What comes of it stands behind all that the run wrote, which is seen at its last step. */
  const evaluateAtEnd = (code: string) => {
    if (steps?.kind === "readable") steps.choose(steps.trace.steps.length - 1);
    runner?.evaluate(code);
  };
  const isCleared = shown !== undefined && shown.id === clearedId && shown.id !== ownRunId;
  const entry = languages.find(({ id }) => id === shown?.language);
  const isPageElsewhere = entry?.showsPage === true && shown?.by.id !== yourId && runner?.state.kind === "idle";

  return (
    <section aria-label={texts.output.heading} className="flex h-full min-h-0 flex-col bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-2 border-b border-rule bg-panel pr-2 pl-4">
        <h2 className="text-sm font-semibold">{texts.output.heading}</h2>
        <div className="ml-auto flex min-w-0 items-center">
          {shown !== undefined && runs.length > 1 && <RunPicker runs={runs} shown={shown} onPick={showing.pick} />}
          {shown !== undefined && runner !== null && <AgainButton run={shown} runner={runner} />}
          <IconButton
            icon={Eraser}
            name={texts.output.clear}
            disabled={shown === undefined || isCleared || shown.id === ownRunId}
            onClick={() => setClearedId(shown?.id ?? null)}
          />
        </div>
      </div>
      {runner !== null && <RunBeginning runner={runner} languages={languages} />}
      {ownRunId !== null && <OwnRunGoesOn shown={showing} ownId={ownRunId} />}
      <WithPreview>
        {shown === undefined && <Empty canRun={runner !== null} />}
        {isCleared && (
          <div className="flex flex-1 flex-col items-start gap-3 px-8 pt-8">
            <p className="text-sm text-ink-2">{texts.output.cleared}</p>
            <Button onClick={() => setClearedId(null)}>{texts.output.showAgain}</Button>
          </div>
        )}
        {shown !== undefined && !isCleared && (
          // Nothing moves in: what a run writes first is there before a fade would be.
          <div key={shown.id} className="flex min-h-0 flex-1 flex-col">
            <RunSummary run={shown} isYours={shown.by.id === yourId} languageLabel={entry?.label ?? shown.language} />
            {steps !== null && <StepView steps={steps} />}
            <RunOutput
              run={shown}
              {...(steps === null ? {} : { shown: steps.output })}
              behind={
                runner !== null &&
                (isPageElsewhere ? (
                  <ShowHere run={shown} runner={runner} />
                ) : (
                  <Behind run={shown} runner={{ ...runner, evaluate: evaluateAtEnd }} />
                ))
              }
            >
              {waitsForInput && shown.id === ownRunId && <InputLine onLine={runner.provideInput} />}
            </RunOutput>
          </div>
        )}
      </WithPreview>
      {runner?.readsInput && (
        <PreparedInput value={runner.stdin} onChange={runner.setStdin} isNeeded={!runner.interactiveInput} />
      )}
    </section>
  );
}
