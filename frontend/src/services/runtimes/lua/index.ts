/** Lua in the browser: Lua 5.4 by wasmoon, a new state for each run. */
import files from "virtual:runtime-files/lua";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "lua",
    recipe: { source, workerPerRun: true, interruptible: false },
    loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
  });
