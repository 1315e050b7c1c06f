/** Makes of the `pyodide` package the files that the Python runtime fetches: capped, without modules, compressed. */
import { cap, type PackedFile, pack, readFromPackage } from "./packedFile.ts";
import { catalog, offer } from "./pythonPackages.ts";

/** What a Python program may use; beyond it Python raises MemoryError instead of taking the machine's memory. */
const MAX_PYTHON_MEMORY_BYTES = 1024 * 1024 * 1024;

const read = (name: string): Buffer => readFromPackage(`pyodide/${name}`);

/** Replaces what must be there; Pyodide is pinned, and a new version has to be looked at. */
function replaceSurely(text: string, what: string, by: string): string {
  if (!text.includes(what)) throw new Error(`Pyodide's glue no longer contains "${what}": see vite/packers/python.ts.`);
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

/** About 6.3 MB in all. */
export function packPython(): PackedFile[] {
  return [
    pack("wasm", "pyodide.wasm.gz", cap(read("pyodide.asm.wasm"), MAX_PYTHON_MEMORY_BYTES)),
    pack("stdlib", "python-stdlib.zip.gz", read("python_stdlib.zip")),
    pack("glue", "pyodide.js.gz", Buffer.from(glueAsFunctionBody())),
    pack(
      "catalog",
      "python-packages.json.gz",
      Buffer.from(JSON.stringify(catalog(read("pyodide-lock.json").toString()))),
    ),
  ];
}

/** The text of `python-offer.json`, which the server reads. */
export const pythonOffer = (): string =>
  offer(read("pyodide-lock.json").toString(), JSON.parse(read("package.json").toString()).version);
