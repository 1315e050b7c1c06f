/** Running code in this browser: the controller and its runtimes, as React sees them. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { inputOf, isSameRun } from "../../services/collab/again";
import { programArrival, programOf } from "../../services/collab/programs";
import type { Proposal, Run } from "../../services/collab/types";
import { type LanguageEntry, mayWarmUp, type RuntimeStatus } from "../../services/runtimes/contract";
import { askToKeep } from "../../services/settings/kept";
import type { Room } from "../room";
import { type Continuing, hashCode, type RunnerState } from "./runController";
import { useAhead } from "./useAhead";
import { useRunParts } from "./useRunParts";

export interface Runner {
  readonly state: RunnerState;
  readonly runtime: RuntimeStatus;
  /** False where code cannot ask for input while it runs. */
  readonly interactiveInput: boolean;
  /** Whether programs of the room's language read input. */
  readonly readsInput: boolean;
  /** Prepared input of one's own runs. */
  readonly stdin: string;
  setStdin(stdin: string): void;
  run(): void;
  /** Runs so that the steps can be looked at afterwards; null where the language cannot tell them. */
  readonly runWithSteps: (() => void) | null;
  /** Runs again what somebody has run, with the same input, and says what came of it. */
  runAgain(run: Run): Promise<Again>;
  /** The run in whose variables one may go on, or might have. */
  readonly continuing: Continuing | null;
  /** Evaluates code there. */
  evaluate(code: string): void;
  stop(): void;
  provideInput(line: string | null): void;
  /** Loads the runtime again after it failed. */
  retry(): void;
}

/** What came of running something again; null where it was called off or could not start. */
export type Again = "changed" | "inputGone" | "unknown" | "same" | "different" | null;

/** How long an idle moment is waited for before the runtime is loaded anyway. */
const IDLE_TIMEOUT_MS = 3000;

function whenIdle(callback: () => void): () => void {
  if (typeof window.requestIdleCallback !== "function") {
    const timer = window.setTimeout(callback, IDLE_TIMEOUT_MS);
    return () => window.clearTimeout(timer);
  }
  const handle = window.requestIdleCallback(callback, { timeout: IDLE_TIMEOUT_MS });
  return () => window.cancelIdleCallback(handle);
}

const IDLE: RunnerState = { kind: "idle", problem: null };
const COLD: RuntimeStatus = { kind: "cold" };
const nothing = () => () => undefined;

/** Runs the text of `entry` in this browser. Begins to load its runtime as soon as the page rests. */
export function useRunner(room: Room, entry: LanguageEntry): Runner {
  const { client, canRun } = room;
  const [stdin, setStdin] = useState("");
  const propose = useCallback((proposal: Proposal) => client.propose(proposal), [client]);
  const parts = useRunParts(propose);
  const state = useSyncExternalStore(parts?.controller.subscribe ?? nothing, () => parts?.controller.state() ?? IDLE);
  const runtime = useSyncExternalStore(parts?.pool.subscribe ?? nothing, () => parts?.pool.status(entry.id) ?? COLD);

  const continuing = useSyncExternalStore(
    parts?.controller.subscribe ?? nothing,
    () => parts?.controller.continuing() ?? null,
  );

  useEffect(() => {
    if (parts === null || !canRun || !mayWarmUp(entry)) return;
    return whenIdle(() => void parts.pool.warmUp(entry));
  }, [parts, entry, canRun]);

  useAhead(room, entry, parts?.pool ?? null);

  const start = useCallback(
    (withSteps: boolean) => {
      if (parts === null || !canRun || entry.load === null) return;
      const begin = () => {
        const program = programOf(client, entry);
        // Who has waited for a language will not want to wait for it again.
        void parts.controller.run({ entry, ...program, stdin, withSteps }).then(askToKeep);
      };
      // Whoever has only just come would run an empty program otherwise.
      const arrival = programArrival(client, entry);
      if (arrival === null) begin();
      else void arrival.then(begin);
    },
    [parts, canRun, client, entry, stdin],
  );
  const run = useCallback(() => start(false), [start]);

  const runAgain = useCallback(
    async (run: Run): Promise<Again> => {
      if (parts === null || !canRun) return null;
      const program = programOf(client, entry);
      if (run.language !== entry.id || hashCode(program.code, program.files) !== run.codeHash) return "changed";
      const input = inputOf(run);
      if (input === null) return "inputGone";
      const id = await parts.controller.run({ entry, ...program, stdin: input });
      const mine = client.snapshot().runs.find((each) => each.id === id);
      return mine === undefined ? null : isSameRun(run, mine) ? "same" : "different";
    },
    [parts, canRun, client, entry],
  );

  return {
    state,
    runtime,
    interactiveInput: parts?.pool.interactive(entry.id) ?? true,
    readsInput: entry.showsPage !== true,
    stdin,
    setStdin,
    run,
    runWithSteps: entry.tellsSteps === true ? () => start(true) : null,
    runAgain,
    continuing,
    evaluate: (code) => void parts?.controller.evaluate(code),
    stop: () => parts?.controller.stop(),
    provideInput: (line) => parts?.controller.provideInput(line),
    retry: () => void parts?.pool.warmUp(entry),
  };
}
