/** Which step of a run is looked at: everybody's, or one's own where nobody is there to share it with. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { TraceDisplay } from "../services/collab/displays";
import type { OutputPiece, Run } from "../services/collab/types";
import { outputUpTo } from "../services/steps/outputUpTo";
import { readTrace, type Step, type Trace } from "../services/steps/trace";
import { useLinePointer } from "./linePointer";

/** `shared`: everybody is shown what this person chooses. `followed`: this person sees what others choose. */
export type Stepping =
  | { readonly kind: "shared"; share(run: string, step: number): void }
  | { readonly kind: "alone" }
  | { readonly kind: "followed" };

export type Steps =
  | { readonly kind: "unreadable"; readonly output: readonly OutputPiece[] }
  | {
      readonly kind: "readable";
      readonly trace: Trace;
      readonly at: number;
      readonly step: Step;
      readonly mayChoose: boolean;
      /** Whether the step's line is marked in the editor; null where there is none. */
      readonly isMarked: boolean | null;
      /** What the run had written by then. */
      readonly output: readonly OutputPiece[];
      choose(step: number): void;
    };

/** Between two choices that others are told of. */
const SHARE_INTERVAL_MS = 80;

function traceIn(run: Run | null): TraceDisplay | null {
  const piece = run?.output.findLast(({ stream, ...rest }) => "display" in rest && rest.display.kind === "trace");
  return piece?.stream === "display" && piece.display.kind === "trace" ? piece.display : null;
}

/** The trace, read; null while it is, or where there is none. */
function useTrace(display: TraceDisplay | null): Trace | "unreadable" | null {
  const [read, setRead] = useState<{ of: TraceDisplay; trace: Trace | "unreadable" } | null>(null);
  useEffect(() => {
    if (display === null) return;
    let isWanted = true;
    const take = (trace: Trace | "unreadable") => {
      if (isWanted) setRead({ of: display, trace });
    };
    readTrace(display).then(take, () => take("unreadable"));
    return () => {
      isWanted = false;
    };
  }, [display]);
  return read !== null && read.of === display ? read.trace : null;
}

interface Sharing {
  share(run: string, step: number): void;
  /** Whether the room tells what this person has told it, and no newer choice of somebody else. */
  isEcho(step: number): boolean;
}

/** Tells of the newest choice, at most so often. */
function useSharing(stepping: Stepping): Sharing {
  const newest = useRef<Stepping>(stepping);
  useEffect(() => {
    newest.current = stepping;
  });
  const [sharing] = useState(() => {
    let waiting: { run: string; step: number } | null = null;
    let timer: number | null = null;
    let sent: number[] = [];
    const tell = () => {
      timer = null;
      const [choice, by] = [waiting, newest.current];
      waiting = null;
      if (choice === null || by.kind !== "shared") return;
      sent.push(choice.step);
      by.share(choice.run, choice.step);
      timer = window.setTimeout(tell, SHARE_INTERVAL_MS);
    };
    return {
      share: (run: string, step: number) => {
        waiting = { run, step };
        if (timer === null) tell();
      },
      isEcho: (step: number) => {
        const at = sent.indexOf(step);
        sent = sent.slice(at + 1);
        return at >= 0;
      },
      stop: () => window.clearTimeout(timer ?? undefined),
    };
  });
  useEffect(() => sharing.stop, [sharing]);
  return sharing;
}

/**
 * Shows a step's line in the editor beside; whether it is marked there, null where there is no editor. Only a step that somebody
 * has chosen brings its file with it.
 */
function useStepLine(step: Step | null, codeHash: string, isChosen: boolean): boolean | null {
  const pointer = useLinePointer();
  const newest = useRef(pointer);
  useEffect(() => {
    newest.current = pointer;
  });
  const [isMarked, setIsMarked] = useState<boolean | null>(null);
  const place = useMemo(() => (step === null ? null : { file: step.calls[0]?.file ?? null, line: step.line }), [step]);
  useEffect(() => {
    if (pointer === null || place === null) return;
    // At each step anew: the file may be another one by now.
    setIsMarked(pointer.markStep(place, codeHash));
    return () => void pointer.markStep(null, codeHash);
  }, [pointer, place, codeHash]);
  useEffect(() => {
    if (place !== null && isChosen) newest.current?.openStep(place, codeHash);
  }, [place, isChosen, codeHash]);
  return pointer === null ? null : isMarked;
}

export function useSteps(run: Run | null, stepping: Stepping): Steps | null {
  const display = traceIn(run);
  const trace = useTrace(display);
  const sharing = useSharing(stepping);
  /** This person's choice, until somebody else's is told by the room. */
  const [own, setOwn] = useState<{ run: string; step: number } | null>(null);
  const told = run?.step ?? null;
  useEffect(() => {
    if (told !== null && !sharing.isEcho(told)) setOwn(null);
  }, [told, sharing]);
  const isOwn = own !== null && own.run === run?.id;
  const last = trace === null || trace === "unreadable" ? 0 : trace.steps.length - 1;
  const at = Math.min(Math.max(0, isOwn ? own.step : (told ?? 0)), last);
  const step = trace === null || trace === "unreadable" ? undefined : trace.steps[at];
  const isChosen = isOwn || told !== null;
  const isMarked = useStepLine(step ?? null, run?.codeHash ?? "", isChosen);

  const output = run?.output;
  const written = step?.written ?? 0;
  const isLast = at === last;
  const shown = useMemo(
    () => (output === undefined || isLast ? (output ?? []) : outputUpTo(output, written)),
    [output, written, isLast],
  );
  if (run === null || trace === null) return null;
  if (trace === "unreadable" || step === undefined) return { kind: "unreadable", output: run.output };
  return {
    kind: "readable",
    trace,
    at,
    step,
    mayChoose: stepping.kind !== "followed",
    isMarked,
    output: shown,
    choose: (wish) => {
      const chosen = Math.min(Math.max(0, wish), last);
      setOwn({ run: run.id, step: chosen });
      sharing.share(run.id, chosen);
    },
  };
}
