/** Go's formatter, a program that is run once for each text. Its module comes as bytes, before the first text. */
import { ConsoleStdout, File, OpenFile, WASI } from "@bjorn3/browser_wasi_shim";
import { serveFormatter, UnreadableText } from "./serve";

let module: Promise<WebAssembly.Module> | null = null;

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (data instanceof ArrayBuffer) module = WebAssembly.compile(data);
});

/** Collects what a program writes. */
function listen(): { readonly stream: ConsoleStdout; readonly text: () => string } {
  const decoder = new TextDecoder();
  let heard = "";
  const stream = new ConsoleStdout((bytes) => {
    heard += decoder.decode(bytes, { stream: true });
  });
  return { stream, text: () => heard };
}

serveFormatter(async ({ text }) => {
  if (module === null) throw new TypeError("Go's formatter is missing.");
  const [output, errors] = [listen(), listen()];
  const input = new OpenFile(new File(new TextEncoder().encode(text)));
  const system = new WASI(["gofmt"], [], [input, output.stream, errors.stream], { debug: false });
  const instance = await WebAssembly.instantiate(await module, { wasi_snapshot_preview1: system.wasiImport });
  // The shim's type asks for the two exports that every command of WASI has.
  const status = system.start(instance as Parameters<WASI["start"]>[0]);
  if (status === 0) return output.text();
  const line = Number.parseInt(errors.text(), 10);
  throw new UnreadableText(line > 0 ? line : null);
});
