/** The steps of a run: a slider over them, and at the chosen one the calls under way with their variables. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { formatCount } from "../../hooks/format";
import type { Steps } from "../../hooks/useSteps";
import type { Call } from "../../services/steps/trace";
import { texts } from "../../texts";
import { IconButton } from "../ui/IconButton";

type Readable = Extract<Steps, { kind: "readable" }>;

function Variables({ call }: { readonly call: Call }) {
  const t = texts.steps;
  const name = call.name === "" ? (call.file ?? t.file) : call.name;
  return (
    <section aria-label={t.variables(name)} className="py-1">
      <h3 className="flex gap-2 font-sans text-2xs text-ink-2">
        <span className="font-mono font-medium text-ink">{name}</span>
        {t.before(formatCount(call.line), call.name === "" ? null : call.file)}
      </h3>
      {call.variables.length === 0 ? (
        <p className="font-sans text-2xs text-ink-3">{t.noVariables}</p>
      ) : (
        <dl className="grid grid-cols-[minmax(3rem,auto)_1fr] gap-x-3">
          {call.variables.map(([variable, value]) => (
            <div key={variable} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-ink-2">{variable}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Notes({ steps }: { readonly steps: Readable }) {
  const t = texts.steps;
  const notes = [
    steps.isMarked === false ? t.changed : null,
    steps.mayChoose ? null : t.followed,
    steps.at === steps.trace.steps.length - 1 ? t.end[steps.trace.end] : null,
  ].filter((note) => note !== null);
  return notes.map((note) => (
    <p key={note} className="font-sans text-2xs text-attention">
      {note}
    </p>
  ));
}

function Scrubber({ steps }: { readonly steps: Readable }) {
  const t = texts.steps;
  const { at, step, trace, mayChoose, choose } = steps;
  const last = trace.steps.length - 1;
  const [place, count, line] = [at + 1, trace.steps.length, step.line].map(formatCount) as [string, string, string];
  return (
    <div className="flex items-center gap-1">
      <IconButton icon={ChevronLeft} name={t.back} disabled={!mayChoose || at === 0} onClick={() => choose(at - 1)} />
      <input
        type="range"
        aria-label={t.slider}
        aria-valuetext={t.spoken(place, count, line, step.calls[0]?.file ?? null)}
        min={0}
        max={last}
        value={at}
        disabled={!mayChoose}
        onChange={(event) => choose(event.currentTarget.valueAsNumber)}
        className="h-8 min-w-0 flex-1 accent-ink"
      />
      <IconButton icon={ChevronRight} name={t.on} disabled={!mayChoose || at === last} onClick={() => choose(at + 1)} />
      <span className="tabular ml-1 shrink-0 font-mono text-2xs text-ink-2">{t.place(place, count)}</span>
    </div>
  );
}

export function StepView({ steps }: { readonly steps: Steps }) {
  const t = texts.steps;
  if (steps.kind === "unreadable") {
    return <p className="border-b border-rule px-4 py-2 text-xs text-attention">{t.unreadable}</p>;
  }
  return (
    <section aria-label={t.heading} className="shrink-0 border-b border-rule bg-panel px-4 py-1.5">
      <Scrubber steps={steps} />
      <Notes steps={steps} />
      <section
        aria-label={t.calls}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-56 overflow-y-auto code-size font-mono divide-y divide-rule"
      >
        {steps.step.calls.map((call, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call is known by its depth
          <Variables key={depth} call={call} />
        ))}
      </section>
    </section>
  );
}
