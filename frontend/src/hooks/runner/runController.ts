/** One person's runs: starts the local runtime, and tells the room what it writes and how it ends. */
import { toHexString } from "lib0/buffer";
import { digest } from "lib0/hash/sha256";
import { uuidv4 } from "lib0/random";
import { utf8Length } from "../../services/collab/runs";
import type { Execution, LanguageEntry, RunFile, RunResult, RunSink, Runtime } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Telling, type TellingSurroundings } from "./telling";

/** Prepared input that a run's record keeps (docs/protocol.md RA1). */
const MAX_PREPARED_BYTES = 16 * 1024;

/** What this browser's own run is doing. `waitsForInput`: the code has asked for a line. */
export type RunnerState =
  | { readonly kind: "idle"; readonly problem: string | null }
  | { readonly kind: "preparing"; readonly language: string }
  | { readonly kind: "running"; readonly runId: string; readonly waitsForInput: boolean };

/** What is run: the text as it is at the press of the button. */
export interface RunOrder {
  readonly entry: LanguageEntry;
  readonly code: string;
  /** The language's other files, in the order of their names. */
  readonly files?: readonly RunFile[];
  /** Lines prepared beforehand. */
  readonly stdin: string;
  /** Whether the run is to be stepped through afterwards. */
  readonly withSteps?: boolean;
}

/** The last run of this browser, and whether its variables are still there: null where there is none, or its language has none. */
export interface Continuing {
  readonly runId: string;
  readonly isOpen: boolean;
}

/** The surroundings of a {@link RunController}: the room, the runtimes, the clock. */
export interface RunSurroundings extends TellingSurroundings {
  runtime(entry: LanguageEntry): Promise<Runtime>;
  /** The same where it can run at this moment. */
  ready(entry: LanguageEntry): Runtime | null;
  /** What runs the language here, with its version. */
  describe(entry: LanguageEntry): string;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * The SHA-256 of a program in hex, its files included (docs/protocol.md RA2). Not by `crypto.subtle`, which is missing where
 * the page is served without TLS.
 */
export function hashCode(code: string, files: readonly RunFile[] = []): string {
  const whole = code + files.map(({ name, text }) => `\0${name}\0${text}`).join("");
  return toHexString(digest(new TextEncoder().encode(whole)));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const failed = (error: unknown): RunResult => ({ outcome: "failed", error: messageOf(error), durationMs: 0 });

/** Calls back the moment the runtime is ready: before the page draws that it is, which takes longer than to give it a program. */
async function whenReady(runtime: Runtime, callback: () => void): Promise<void> {
  let isCalled = false;
  const call = () => {
    if (!isCalled) callback();
    isCalled = true;
  };
  const leave = runtime.subscribe(() => {
    if (runtime.status().kind === "ready") call();
  });
  try {
    await runtime.warmUp();
    call();
  } finally {
    leave();
  }
}

/** What was evaluated, as Python's own prompt shows it. */
export const asPrompt = (code: string): string =>
  code
    .split("\n")
    .map((line, at) => `${at === 0 ? ">>>" : "..."} ${line}`.trimEnd())
    .join("\n")
    .concat("\n");

export class RunController {
  readonly #around: RunSurroundings;
  readonly #telling: Telling;
  readonly #listeners = new Set<() => void>();
  #state: RunnerState = { kind: "idle", problem: null };
  #execution: Execution | null = null;
  /** Grows with each order and each calling off, so that a runtime that comes late knows it is no longer wanted. */
  #order = 0;
  #last: { readonly runId: string; readonly runtime: Runtime; readonly entry: LanguageEntry } | null = null;
  #continuing: Continuing | null = null;

  constructor(around: RunSurroundings) {
    this.#around = around;
    this.#telling = new Telling(around);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  state = (): RunnerState => this.#state;

  continuing = (): Continuing | null => this.#continuing;

  /** Evaluates code in the variables of the last run; it and what it brings become part of that run's record. */
  async evaluate(code: string): Promise<void> {
    const last = this.#last;
    if (last === null || this.#state.kind !== "idle" || this.#continuing?.isOpen !== true) return;
    const { runId, runtime, entry } = last;
    this.#telling.await();
    this.#telling.write(runId, { stream: "prompt", text: asPrompt(code) });
    this.#show({ kind: "running", runId, waitsForInput: false });
    const request = { code, fileName: entry.fileName, stdin: "", continues: true };
    this.#execution = runtime.run(request, this.#sink(runId));
    const { outcome, error } = await this.#execution.finished.catch(failed);
    await this.#telling.drawn();
    // A traceback is there already; that it was stopped, or broke the interpreter, is not.
    if (error !== null && (outcome === "stopped" || !runtime.keepsVariables?.())) {
      this.#telling.write(runId, { stream: "stderr", text: `${error}\n` });
    }
    this.#execution = null;
    this.#telling.tell(runId);
    this.#note(last);
    this.#show({ kind: "idle", problem: null });
  }

  /**
   * Runs the code and resolves with the run's id when it has ended; null where it could not start, or one is under way. A runtime
   * that is ready has the code before this returns.
   */
  async run(order: RunOrder): Promise<string | null> {
    if (this.#state.kind !== "idle") return null;
    const number = ++this.#order;
    const ready = this.#around.ready(order.entry);
    if (ready !== null) return this.#execute(ready, order);
    this.#show({ kind: "preparing", language: order.entry.id });
    try {
      const runtime = await this.#around.runtime(order.entry);
      let ended: Promise<string> | null = null;
      await whenReady(runtime, () => {
        if (number === this.#order) ended = this.#execute(runtime, order);
      });
      return await ended;
    } catch (error) {
      if (number === this.#order) this.#show({ kind: "idle", problem: messageOf(error) });
      return null;
    }
  }

  /** Ends the run that is under way, or calls off one that still prepares. */
  stop(): void {
    if (this.#state.kind === "preparing") {
      this.#order++;
      this.#show({ kind: "idle", problem: null });
    }
    this.#execution?.stop();
  }

  /** Answers the code that waits for a line; `null` ends its input. The line becomes part of the run's record. */
  provideInput(line: string | null): void {
    const state = this.#state;
    if (state.kind !== "running" || !state.waitsForInput || this.#execution === null) return;
    this.#telling.await();
    if (line !== null) this.#telling.write(state.runId, { stream: "stdin", text: `${line}\n` });
    this.#show({ ...state, waitsForInput: false });
    this.#execution.provideInput(line);
  }

  /** Stops what runs, tells the room what is untold, and forgets its listeners. Safe to call twice. */
  dispose(): void {
    if (this.#state.kind === "running") this.#telling.tell(this.#state.runId);
    this.stop();
    this.#listeners.clear();
  }

  async #execute(runtime: Runtime, { entry, code, files = [], stdin, withSteps = false }: RunOrder): Promise<string> {
    const run = uuidv4();
    const began = this.#around.now();
    this.#telling.await();
    const execution = runtime.run({ code, files, fileName: entry.fileName, stdin, withSteps }, this.#sink(run));
    this.#execution = execution;
    this.#last = { runId: run, runtime, entry };
    this.#continuing = null;
    this.#show({ kind: "running", runId: run, waitsForInput: false });
    const told = { language: entry.id, text: `file/${entry.fileName}`, codeHash: hashCode(code, files) };
    const kept = utf8Length(stdin) <= MAX_PREPARED_BYTES ? stdin.toWellFormed() : null;
    const names = files.map(({ name }) => name);
    const runtimeName = this.#around.describe(entry);
    this.#around.propose({ type: "run_started", run, ...told, stdin: kept, runtime: runtimeName, files: names });
    // A runtime that breaks rather than ends is a failed run: the others must not see it running for ever.
    const result = await execution.finished.catch(
      (error): RunResult => ({ ...failed(error), durationMs: this.#around.now() - began }),
    );
    await this.#telling.drawn();
    if (this.#last?.runId === run) this.#note(this.#last);
    this.#finish(run, result);
    return run;
  }

  #sink(run: string): RunSink {
    return {
      write: (stream, text) => this.#telling.write(run, { stream, text }),
      display: (display) => this.#telling.display(run, display),
      needInput: () => {
        // The question has to be on the screen before the answer can be asked for.
        this.#telling.tell(run);
        this.#show({ kind: "running", runId: run, waitsForInput: true });
      },
      // The newest part still comes: without a mark it would read as if it followed what came before.
      truncated: () => this.#telling.write(run, { stream: "stderr", text: texts.output.gap }),
    };
  }

  /** Looks whether the variables of the last run are still there. */
  #note({ runId, runtime }: { readonly runId: string; readonly runtime: Runtime }): void {
    this.#continuing = runtime.keepsVariables === undefined ? null : { runId, isOpen: runtime.keepsVariables() };
  }

  #finish(run: string, { outcome, error, durationMs: took, peakMemoryBytes }: RunResult): void {
    this.#execution = null;
    this.#telling.tell(run);
    const durationMs = Math.round(took);
    this.#around.propose({
      type: "run_finished",
      run,
      outcome,
      durationMs,
      error,
      peakMemoryBytes: peakMemoryBytes ?? null,
    });
    this.#show({ kind: "idle", problem: null });
  }

  #show(state: RunnerState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
