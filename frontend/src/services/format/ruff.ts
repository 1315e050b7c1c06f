/** Starts Ruff with its module, which is fetched as the runtimes' files are and so kept for use without a network. */
import files from "virtual:runtime-files/python-formatter";
import { fetchRuntimeFiles, type Progress } from "../runtimes/sandbox/assets";

export async function loadRuff(onProgress: Progress): Promise<Worker> {
  const { wasm } = await fetchRuntimeFiles(files, onProgress);
  const worker = new Worker(new URL("./ruff.worker.ts", import.meta.url), { type: "module", name: "ruff" });
  worker.postMessage(wasm, [wasm]);
  return worker;
}
