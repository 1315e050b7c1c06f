/** Ruby in the browser: CRuby 4.0 compiled to WebAssembly, a new interpreter for each run. */
import files from "virtual:runtime-files/ruby";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "ruby",
    recipe: { source, workerPerRun: true, interruptible: false, modules: ["wasm"] },
    loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
  });
