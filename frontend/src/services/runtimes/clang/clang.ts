/** Starts clang within a worker that has no address to load anything from. */
import type { WorkerAssets } from "../sandbox/messages";

/** Files by name, folders within. */
export type Tree = { [name: string]: Tree | string | Uint8Array };

interface Options {
  readonly stdout: (bytes: Uint8Array | null) => void;
  readonly stderr: (bytes: Uint8Array | null) => void;
}

/** Runs one command; answers the files as it left them. Throws what has a `code` when the command fails. */
export type Clang = (args: readonly string[], files: Tree, options: Options) => Promise<Tree>;

/** Where the package believes that its files are. */
const NOWHERE = "https://sandbox.invalid/";

function bytesOf(assets: WorkerAssets, name: string): ArrayBuffer {
  const asset = assets[name];
  if (!(asset instanceof ArrayBuffer)) throw new TypeError(`A part of clang is missing: ${name}.`);
  return asset;
}

/** The package's glue asks for its files by `fetch`, also in the middle of its first command. */
export async function loadClang(assets: WorkerAssets): Promise<Clang> {
  const glue = new TextDecoder().decode(bytesOf(assets, "glue"));
  const serve = async (address: string | URL): Promise<Response> => {
    const name = String(address).slice(NOWHERE.length);
    const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(bytesOf(assets, name), { headers: { "Content-Type": type } });
  };
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = serve as typeof fetch;
  try {
    const runClang = new Function(glue)() as Clang;
    await runClang(["clang", "--version"], {}, { stdout: () => undefined, stderr: () => undefined });
    return runClang;
  } finally {
    globalThis.fetch = nativeFetch;
  }
}
