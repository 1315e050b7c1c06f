/** JavaScript in the browser: a new worker for each run. */
import type { Runtime } from "../contract";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "javascript",
    recipe: { source, workerPerRun: true, interruptible: false },
    loadAssets: async () => ({}),
  });
