/** TypeScript in the browser: run as JavaScript without its types, which are checked beside the run. */
import files from "virtual:runtime-files/typescript";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import { CheckedRuntime } from "./checkedRuntime";
import checker from "./checker/worker.ts?sandboxed";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  new CheckedRuntime(
    createSandboxedRuntime({
      language: "typescript",
      recipe: { source, workerPerRun: true, interruptible: false },
      loadAssets: async () => ({}),
    }),
    createSandboxedRuntime({
      language: "type checking",
      recipe: { source: checker, workerPerRun: false, interruptible: false },
      loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
    }),
  );
