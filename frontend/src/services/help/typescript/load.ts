/** Fetches TypeScript: the same files that its type checker has, so that they are fetched once. */
import files from "virtual:runtime-files/typescript";
import { fetchRuntimeFiles } from "../../runtimes/sandbox/assets";
import type { LoadServer } from "../servers";
import worker from "./worker.ts?sandboxed";

export const load: LoadServer = async (onProgress) => ({
  script: new Blob([worker], { type: "text/javascript" }),
  files: await fetchRuntimeFiles(files, onProgress),
});
