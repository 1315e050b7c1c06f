/** Languages that are compiled first: a sandbox that keeps the compiler warm, and another for the programs. */
import type { Execution, Runtime } from "../contract";
import type { Progress } from "../sandbox/assets";
import type { BootAssets } from "../sandbox/messages";
import { createSandboxedRuntime, type LanguagePack } from "../sandbox/sandboxedRuntime";
import program from "./program/worker.ts?sandboxed";

/** How long a compilation that nobody waits for any more may go on, before its compiler is replaced. */
const FORSAKEN_GRACE_MS = 1500;

/** Compiles one program at a time; its "run" answers a module, and writes what the compiler has to say. */
class Compiler {
  private current: Execution | null = null;

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

  /** What the program's worker needs: the module, or why there is none. */
  async compile(code: string, signal: AbortSignal): Promise<BootAssets> {
    // The one before was forsaken, and ends by itself or is ended.
    while (this.current !== null) await this.current.finished;
    let diagnostics = "";
    const execution = this.runtime.run(
      { code, fileName: this.fileName, stdin: "" },
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
    let deadline: ReturnType<typeof setTimeout> | undefined;
    signal.addEventListener("abort", () => {
      deadline = setTimeout(() => execution.stop(), FORSAKEN_GRACE_MS);
    });
    const { outcome, error, product } = await execution.finished;
    clearTimeout(deadline);
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
}

export function createCompiledRuntime({ language, fileName, compiler, loadCompiler }: CompiledLanguage): Runtime {
  const own = new Compiler(
    createSandboxedRuntime({
      language: `${language} compiler`,
      recipe: { source: compiler, workerPerRun: false, interruptible: false },
      loadAssets: loadCompiler,
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
    loadParts: (code, _onProgress, signal) => own.compile(code, signal),
    dispose: () => own.dispose(),
  });
}
