/** Languages that are compiled first: a sandbox that keeps the compiler warm, and another for the programs. */
import type { Runtime } from "../contract";
import { createSandboxedRuntime, type LanguagePack } from "../sandbox/sandboxedRuntime";
import { Compiler } from "./compiler";
import commonProgram from "./program/worker.ts?sandboxed";

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
    prepare: (request) => void own.prepare(request),
    dispose: () => own.dispose(),
  });
}
