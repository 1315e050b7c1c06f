/** Languages that are compiled first: a sandbox that keeps the compiler warm, and another for the programs. */
import type { Execution, RunRequest, Runtime } from "../contract";
import type { Progress } from "../sandbox/assets";
import type { BootAssets } from "../sandbox/messages";
import { createSandboxedRuntime, type LanguagePack, type PartProgress } from "../sandbox/sandboxedRuntime";
import commonProgram from "./program/worker.ts?sandboxed";

/** How long a compilation that nobody waits for any more may go on, before its compiler is replaced. */
const FORSAKEN_GRACE_MS = 1500;

/** How many programs are kept compiled: who goes back to an earlier one, or runs the same again, does not wait. */
const KEPT_PROGRAMS = 4;

/** Compiles one program at a time; its "run" answers a module, and writes what the compiler has to say. */
class Compiler {
  private current: Execution | null = null;
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

  /** What the program's worker needs: the module, or why there is none. The same code and files are compiled once. */
  async getProgram(request: RunRequest, onProgress: PartProgress, signal: AbortSignal): Promise<BootAssets> {
    const source = JSON.stringify([request.code, request.files ?? []]);
    const program = this.made.get(source) ?? (await this.compile(request, onProgress, signal));
    if (program.program !== undefined) this.keep(source, program);
    return program;
  }

  private keep(source: string, program: BootAssets): void {
    this.made.delete(source);
    this.made.set(source, program);
    const [oldest] = this.made.keys();
    if (this.made.size > KEPT_PROGRAMS && oldest !== undefined) this.made.delete(oldest);
  }

  private async compile(request: RunRequest, onProgress: PartProgress, signal: AbortSignal): Promise<BootAssets> {
    // The one before was forsaken, and ends by itself or is ended.
    while (this.current !== null) await this.current.finished;
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
    this.current = execution;
    const unsubscribe = this.runtime.subscribe(() => {
      const status = this.runtime.status();
      if (status.kind !== "loading" || status.part === null) return;
      onProgress(status.part, status.loadedBytes, status.totalBytes ?? status.loadedBytes);
    });
    let deadline: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener("abort", () => {
      deadline = setTimeout(() => execution.stop(), FORSAKEN_GRACE_MS);
    });
    const { outcome, error, product } = await execution.finished;
    clearTimeout(deadline);
    unsubscribe();
    this.current = null;
    if (outcome === "succeeded" && product !== undefined) return { program: product, diagnostics };
    return { diagnostics, error: error ?? "The compiler made no program." };
  }

  dispose(): void {
    this.runtime.dispose();
  }
}

/** What makes one compiled language of the common machinery. */
export interface CompiledLanguage {
  readonly language: string;
  readonly fileName: string;
  /** The compiler's worker: a classic script whose runs end with a WebAssembly module of WASI as their product. */
  readonly compiler: string;
  readonly loadCompiler: LanguagePack["loadAssets"];
  /** What the compiler needs for one program more than for another, such as libraries. */
  readonly loadParts?: LanguagePack["loadParts"];
  /** The programs' worker, where the common one does not do: a classic script that calls `serveProgram`. */
  readonly program?: string;
}

export function createCompiledRuntime({
  language,
  fileName,
  compiler,
  loadCompiler,
  loadParts,
  program = commonProgram,
}: CompiledLanguage): Runtime {
  const own = new Compiler(
    createSandboxedRuntime({
      language: `${language} compiler`,
      recipe: { source: compiler, workerPerRun: false, interruptible: false },
      loadAssets: loadCompiler,
      ...(loadParts === undefined ? {} : { loadParts }),
    }),
    fileName,
  );
  return createSandboxedRuntime({
    language,
    recipe: { source: program, workerPerRun: true, interruptible: false },
    loadAssets: async (onProgress) => {
      await own.warmUp(onProgress);
      return {};
    },
    loadParts: (request, onProgress, signal) => own.getProgram(request, onProgress, signal),
    dispose: () => own.dispose(),
  });
}
