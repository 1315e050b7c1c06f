/** A runtime that does what a test tells it, and a stage with a room that listens and a clock that is moved by hand. */
import type { Display } from "../../services/collab/displays";
import type { OutputChunk, Proposal } from "../../services/collab/types";
import type {
  Execution,
  LanguageEntry,
  RunFile,
  RunRequest,
  RunResult,
  RunSink,
  Runtime,
  RuntimeStatus,
} from "../../services/runtimes/contract";
import type { SvgDisplay } from "../../services/runtimes/displays";
import { RunController } from "./runController";

const FAR_FUTURE_MS = 3_600_000;

interface StartedRun {
  readonly request: RunRequest;
  readonly sink: RunSink;
  readonly lines: (string | null)[];
  end(result: RunResult): void;
  fail(error: Error): void;
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A promise that the test keeps or breaks; `Promise.withResolvers` is not in Node 20. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((keep, breakIt) => {
    resolve = keep;
    reject = breakIt;
  });
  return { promise, resolve, reject };
}

export class ScriptedRuntime implements Runtime {
  readonly language = "python";
  readonly interactiveInput = true;
  readonly started: StartedRun[] = [];
  disposals = 0;
  hasVariables = true;
  #status: RuntimeStatus = { kind: "cold" };
  readonly #listeners = new Set<() => void>();

  /** What was to be made ready. */
  readonly prepared: RunRequest[] = [];

  prepare(request: RunRequest): void {
    this.prepared.push(request);
  }

  keepsVariables(): boolean {
    return this.hasVariables;
  }

  status(): RuntimeStatus {
    return this.#status;
  }

  become(status: RuntimeStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async warmUp(): Promise<void> {
    this.become({ kind: "ready" });
  }

  run(request: RunRequest, sink: RunSink): Execution {
    const { promise, resolve, reject } = deferred<RunResult>();
    const lines: (string | null)[] = [];
    this.started.push({ request, sink, lines, end: resolve, fail: reject });
    return {
      finished: promise,
      provideInput: (line) => lines.push(line),
      stop: () => resolve({ outcome: "stopped", error: null, durationMs: 5 }),
    };
  }

  dispose(): void {
    this.disposals++;
  }
}

/** The entry of a language whose module arrives when `load` resolves. */
export function languageOf(load: () => Promise<Runtime>): LanguageEntry {
  return { id: "python", label: "Python", fileName: "main.py", downloadBytes: 1, load };
}

export class Stage {
  readonly runtime = new ScriptedRuntime();
  readonly entry: LanguageEntry;
  readonly told: Proposal[] = [];
  readonly controller: RunController;
  /** What a drawing becomes. */
  draw: (drawing: SvgDisplay) => Promise<Display> = async () => ({ kind: "dropped" });
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(load: () => Promise<Runtime> = async () => this.runtime) {
    this.entry = languageOf(load);
    this.controller = new RunController({
      propose: (proposal) => this.told.push(proposal),
      runtime: load,
      ready: () => (this.runtime.status().kind === "ready" ? this.runtime : null),
      draw: (drawing) => this.draw(drawing),
      schedule: (callback, ms) => {
        const timer = { at: this.#now + ms, callback };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      describe: () => "Pyodide 1, Chrome 2",
      now: () => this.#now,
    });
  }

  /** Presses Run, and returns the run once the runtime has it. */
  async start(code = "print(1)", stdin = "", files: readonly RunFile[] = []): Promise<StartedRun> {
    void this.controller.run({ entry: this.entry, code, stdin, files });
    await this.settle();
    const run = this.runtime.started.at(-1);
    if (run === undefined) throw new Error("The runtime was not asked to run.");
    return run;
  }

  /** Lets what has been promised come true; no time passes. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }

  pass(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { callback } of due) callback();
  }

  passLong(): void {
    this.pass(FAR_FUTURE_MS);
  }

  get toldTypes(): string[] {
    return this.told.map(({ type }) => type);
  }

  /** All output told so far, events joined. */
  get toldOutput(): OutputChunk[] {
    return this.told.flatMap((proposal) => (proposal.type === "run_output" ? proposal.chunks : []));
  }
}
