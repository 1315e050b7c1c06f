/** Running again, in this browser and for its person alone, what was run in a recording. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { inputOf, isSameRun } from "../services/collab/again";
import type { ProgramTexts } from "../services/collab/programs";
import { DEFAULT_LIMITS } from "../services/collab/roomView";
import { foldRun } from "../services/collab/runs";
import type { Participant, Proposal, Run } from "../services/collab/types";
import type { Recording } from "../services/replay/recording";
import { findLanguage } from "../services/runtimes/registry";
import { hashCode, type RunnerState } from "./runner/runController";
import type { Again, Runner } from "./runner/useRunner";
import { useRunParts } from "./runner/useRunParts";

/** Whoever looks at the recording; nobody else hears of their runs. */
export const READER: Participant = { id: "reader", name: "", color: "c0", role: "observer" };

const nothing = () => undefined;
const IDLE: RunnerState = { kind: "idle", problem: null };

/** The run of this browser, kept here and told to nobody. */
class OwnRun {
  private runs: readonly Run[] = [];
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): readonly Run[] => this.runs;

  take = (proposal: Proposal): void => {
    const at = new Date().toISOString();
    const fold = (event: Parameters<typeof foldRun>[1]) => {
      const before = event.type === "run_started" ? [] : this.runs;
      this.runs = foldRun(before, event, READER, at, DEFAULT_LIMITS.runOutput);
    };
    if (proposal.type === "run_started" || proposal.type === "run_display") fold(proposal);
    else if (proposal.type === "run_output") fold({ ...proposal, truncated: false });
    else if (proposal.type === "run_finished") fold({ ...proposal, peakMemoryBytes: proposal.peakMemoryBytes ?? null });
    this.tell();
  };

  forget = (): void => {
    if (this.runs.length === 0 || this.runs.some(({ outcome }) => outcome === "running")) return;
    this.runs = [];
    this.tell();
  };

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export interface ReplayRunner {
  readonly runner: Runner;
  /** What was run again here, behind the recording's runs. */
  readonly own: readonly Run[];
  /** Lets go of it, where it does not run any more. */
  readonly forget: () => void;
}

export function useReplayRunner(recording: Recording): ReplayRunner {
  const [kept] = useState(() => new OwnRun());
  const own = useSyncExternalStore(kept.subscribe, kept.snapshot);
  const parts = useRunParts(kept.take);
  const state = useSyncExternalStore(
    parts?.controller.subscribe ?? (() => nothing),
    () => parts?.controller.state() ?? IDLE,
  );
  /** What one's own runs were of. */
  const [programs] = useState(() => new Map<string, ProgramTexts>());
  const newest = useRef(recording);
  useEffect(() => {
    newest.current = recording;
  });
  const runner = useMemo((): Runner => {
    const runAgain = async (run: Run): Promise<Again> => {
      const entry = findLanguage(run.language);
      if (parts === null || entry === undefined || entry.load === null) return null;
      const program = programs.get(run.id) ?? newest.current.programOf(run);
      if (program === null || hashCode(program.code, program.files) !== run.codeHash) return "unknown";
      const input = inputOf(run);
      if (input === null) return "inputGone";
      const id = await parts.controller.run({ entry, ...program, stdin: input });
      if (id !== null) programs.set(id, program);
      const mine = kept.snapshot().find((each) => each.id === id);
      return mine === undefined ? null : isSameRun(run, mine) ? "same" : "different";
    };
    return {
      state,
      runtime: { kind: "cold" },
      interactiveInput: true,
      readsInput: false,
      stdin: "",
      setStdin: nothing,
      run: nothing,
      runWithSteps: null,
      runAgain,
      continuing: null,
      evaluate: nothing,
      stop: () => parts?.controller.stop(),
      provideInput: (line) => parts?.controller.provideInput(line),
      retry: nothing,
    };
  }, [parts, state, kept, programs]);
  return { runner, own, forget: kept.forget };
}
