/** Starts Go's formatter with its module, which is fetched as the runtimes' files are and so kept for use without a network. */
import files from "virtual:runtime-files/go-formatter";
import { fetchRuntimeFiles, type Progress } from "../runtimes/sandbox/assets";

/** @throws Error where the page was built without Go. */
export async function loadGofmt(onProgress: Progress): Promise<Worker> {
  const { wasm: file } = files;
  if (file === undefined) throw new Error("This server was built without Go.");
  const { wasm } = await fetchRuntimeFiles({ wasm: file }, onProgress);
  const worker = new Worker(new URL("./gofmt.worker.ts", import.meta.url), { type: "module", name: "gofmt" });
  worker.postMessage(wasm, [wasm]);
  return worker;
}
