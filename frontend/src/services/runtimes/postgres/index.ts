/** PostgreSQL in the browser: PGlite, a new database with sample tables for each run. */
import files from "virtual:runtime-files/postgres";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "postgres",
    recipe: { source, workerPerRun: true, interruptible: false, modules: ["wasm"] },
    loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
  });
