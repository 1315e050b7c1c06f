/** Fetches Pyright, a language server for Python with the types of the standard library. */
import files from "virtual:runtime-files/python-help";
import { fetchRuntimeFiles } from "../../runtimes/sandbox/assets";
import type { LoadServer } from "../servers";
import facade from "./facade.ts?sandboxed";

/** Keeps the facade's strictness from becoming that of Pyright's parts, which are older. */
const SLOPPY = "0;";

export const load: LoadServer = async (onProgress) => {
  const { pyright } = await fetchRuntimeFiles(files, onProgress);
  return { script: new Blob([SLOPPY, facade, "\n", pyright], { type: "text/javascript" }), files: {} };
};
