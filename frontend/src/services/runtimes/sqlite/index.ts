/** SQLite in the browser: sql.js, a new database with sample tables for each run. */
import files from "virtual:runtime-files/sqlite";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import { createSandboxedRuntime } from "../sandbox/sandboxedRuntime";
import source from "./worker.ts?sandboxed";

export const createRuntime = (): Runtime =>
  createSandboxedRuntime({
    language: "sqlite",
    recipe: { source, workerPerRun: true, interruptible: false },
    loadAssets: (onProgress) => fetchRuntimeFiles(files, onProgress),
  });
