/** Python in the browser: Pyodide, fetched from our own origin on first use. */
import files from "virtual:runtime-files/python";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "python",
    recipe: { source, workerPerRun: false, interruptible: true },
    loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
  });
