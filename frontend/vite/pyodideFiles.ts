/** Makes of the `pyodide` package the files that the Python runtime fetches: capped, without modules, compressed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, gzipSync } from "node:zlib";

const PAGE_BYTES = 64 * 1024;

/** What a Python program may use; beyond it Python raises MemoryError instead of taking the machine's memory. */
const MAX_PYTHON_MEMORY_BYTES = 1024 * 1024 * 1024;

const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

const { resolve } = createRequire(import.meta.url);
const read = (name: string): Buffer => readFileSync(resolve(`pyodide/${name}`));

/** A file as it goes over the wire. */
export interface PackedFile {
  /** As the runtime asks for it. */
  readonly name: string;
  readonly fileName: string;
  readonly content: Buffer;
}

/** Reads one LEB128 number of a WebAssembly module. */
function readNumber(wasm: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let shift = 0;
  for (let index = at; ; index += 1) {
    const byte = wasm[index];
    if (byte === undefined) throw new Error("Pyodide's WebAssembly module ends in the middle of a number.");
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return { value, next: index + 1 };
  }
}

/** Writes a number over another one without moving what follows. */
function overwriteNumber(wasm: Buffer, at: number, value: number): void {
  const { next } = readNumber(wasm, at);
  let rest = value;
  for (let index = at; index < next; index += 1) {
    const more = index < next - 1;
    wasm[index] = (rest % 0x80) + (more ? 0x80 : 0);
    rest = Math.floor(rest / 0x80);
  }
  if (rest > 0) throw new Error("The memory limit has more digits than the one it replaces.");
}

/**
 * The same module with a smaller maximum of memory.
 * @throws Error when the module has no single memory with a maximum.
 */
export function capMemory(module: Buffer, maxBytes: number): Buffer {
  const wasm = Buffer.from(module);
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const size = readNumber(wasm, at + 1);
    if (id === MEMORY_SECTION) {
      const count = readNumber(wasm, size.next);
      if (count.value !== 1 || wasm[count.next] !== HAS_MAXIMUM) break;
      const initial = readNumber(wasm, count.next + 1);
      overwriteNumber(wasm, initial.next, maxBytes / PAGE_BYTES);
      return wasm;
    }
    at = size.next + size.value;
  }
  throw new Error("Pyodide's WebAssembly module does not declare one memory with a maximum.");
}

/** Replaces what must be there; Pyodide is pinned, and a new version has to be looked at. */
function replaceSurely(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`Pyodide's glue no longer contains "${what}": see vite/pyodideFiles.ts.`);
  return text.replaceAll(what, by);
}

/** Pyodide's JavaScript as the body of a function that answers `{ createPyodideModule, lockFile }`. */
function glueAsFunctionBody(): string {
  const { info } = JSON.parse(read("pyodide-lock.json").toString());
  const lockFile = JSON.stringify({ info, packages: {} });
  const glue = replaceSurely(
    read("pyodide.asm.mjs").toString(),
    "export default _createPyodideModule",
    `return { createPyodideModule: _createPyodideModule, lockFile: ${lockFile} }`,
  );
  return replaceSurely(glue, "import.meta.url", '"https://sandbox.invalid/pyodide.asm.mjs"');
}

const pack = (name: string, fileName: string, content: Buffer): PackedFile => ({
  name,
  fileName,
  content: gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
});

/** About 6.3 MB in all. */
export function packPyodide(): PackedFile[] {
  return [
    pack("wasm", "pyodide.wasm.gz", capMemory(read("pyodide.asm.wasm"), MAX_PYTHON_MEMORY_BYTES)),
    pack("stdlib", "python-stdlib.zip.gz", read("python_stdlib.zip")),
    pack("glue", "pyodide.js.gz", Buffer.from(glueAsFunctionBody())),
  ];
}
