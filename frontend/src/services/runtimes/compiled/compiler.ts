/** A compiler that stays warm: it compiles one program at a time, for a run or ahead of one. */
import type { Execution, RunRequest, Runtime } from "../contract";
import type { Progress } from "../sandbox/assets";
import type { BootAssets } from "../sandbox/messages";
import type { PartProgress } from "../sandbox/sandboxedRuntime";

/** How long a compilation that nobody waits for any more may go on, before its compiler is replaced. */
const FORSAKEN_GRACE_MS = 1500;

/** How many programs are kept compiled: who goes back to an earlier one, or runs the same again, does not wait. */
const KEPT_PROGRAMS = 4;

/** What takes longer is not compiled ahead, or ended: a run of another program would wait for it. */
const LONG_COMPILATION_MS = 4000;

/** One program that is being compiled, for a run or ahead of one. */
interface Compilation {
  readonly source: string;
  readonly execution: Execution;
  /** What the program's worker needs: the module, or why there is none. Never rejects. */
  readonly program: Promise<BootAssets>;
  /** Ends what is compiled ahead after a while, unless a run has come to wait for it. */
  limit?: ReturnType<typeof setTimeout>;
}

/** Programs are the same when their code and files are. */
const sourceOf = ({ code, files = [] }: RunRequest): string => JSON.stringify([code, files]);

/** Its runtime's "run" answers a module, and writes what the compiler has to say. */
export class Compiler {
  private current: Compilation | null = null;
  /** What is to be compiled ahead when the compiler is free; the newest only. */
  private wanted: RunRequest | null = null;
  private lastTookMs = 0;
  /** Whether a run waits for its turn. */
  private isAwaited = false;
  /** What was made of which code and files, the newest last. */
  private readonly made = new Map<string, BootAssets>();

  constructor(
    private readonly runtime: Runtime,
    private readonly fileName: string,
  ) {}

  async warmUp(onProgress: Progress): Promise<void> {
    const tell = (): void => {
      const status = this.runtime.status();
      if (status.kind === "loading" && status.totalBytes !== null) onProgress(status.loadedBytes, status.totalBytes);
    };
    const unsubscribe = this.runtime.subscribe(tell);
    try {
      await this.runtime.warmUp();
    } finally {
      unsubscribe();
    }
  }

  /** What the program's worker needs. The same code and files are compiled once. */
  async getProgram(request: RunRequest, onProgress: PartProgress, signal: AbortSignal): Promise<BootAssets> {
    const source = sourceOf(request);
    this.isAwaited = true;
    // One that is no longer waited for ends by itself or is ended.
    while (this.current !== null && this.current.source !== source) await this.current.program;
    this.isAwaited = false;
    const kept = this.made.get(source);
    if (kept !== undefined) {
      this.keep(source, kept);
      return kept;
    }
    const { execution, program, limit } = this.current ?? this.start(request);
    clearTimeout(limit);
    const unsubscribe = this.runtime.subscribe(() => {
      const status = this.runtime.status();
      if (status.kind !== "loading" || status.part === null) return;
      onProgress(status.part, status.loadedBytes, status.totalBytes ?? status.loadedBytes);
    });
    let deadline: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener("abort", () => {
      deadline = setTimeout(() => execution.stop(), FORSAKEN_GRACE_MS);
    });
    const made = await program;
    clearTimeout(deadline);
    unsubscribe();
    return made;
  }

  /** Compiles ahead of a run that may come, once nothing else is compiled. */
  async prepare(request: RunRequest): Promise<void> {
    const { kind } = this.runtime.status();
    if ((kind !== "ready" && kind !== "running") || this.lastTookMs >= LONG_COMPILATION_MS) return;
    this.wanted = request;
    while (this.current !== null) await this.current.program;
    const { wanted } = this;
    this.wanted = null;
    if (wanted === null || this.isAwaited || this.runtime.status().kind !== "ready") return;
    if (this.made.has(sourceOf(wanted))) return;
    const ahead = this.start(wanted);
    ahead.limit = setTimeout(() => ahead.execution.stop(), LONG_COMPILATION_MS);
    await ahead.program;
    clearTimeout(ahead.limit);
  }

  private start(request: RunRequest): Compilation {
    const source = sourceOf(request);
    let diagnostics = "";
    const execution = this.runtime.run(
      { code: request.code, files: request.files ?? [], fileName: this.fileName, stdin: "" },
      {
        write: (_stream, text) => {
          diagnostics += text;
        },
        display: () => undefined,
        needInput: () => undefined,
        truncated: () => undefined,
      },
    );
    const finish = async (): Promise<BootAssets> => {
      const { outcome, error, product, durationMs } = await execution.finished;
      this.current = null;
      this.lastTookMs = durationMs;
      if (outcome === "succeeded" && product !== undefined) return this.keep(source, { program: product, diagnostics });
      const reason = { diagnostics, error: error ?? "The compiler made no program." };
      // A program that cannot be compiled stays so; a compiler that broke has said nothing.
      return outcome === "failed" && diagnostics !== "" ? this.keep(source, reason) : reason;
    };
    this.current = { source, execution, program: finish() };
    return this.current;
  }

  private keep(source: string, program: BootAssets): BootAssets {
    this.made.delete(source);
    this.made.set(source, program);
    const [oldest] = this.made.keys();
    if (this.made.size > KEPT_PROGRAMS && oldest !== undefined) this.made.delete(oldest);
    return program;
  }

  dispose(): void {
    this.runtime.dispose();
  }
}
