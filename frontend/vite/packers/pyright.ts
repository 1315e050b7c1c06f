/** Pyright in one file, with the types of Python's standard library. */
import { type PackedFile, pack, readFromPackage } from "./packedFile.ts";

/** About 3.2 MB. */
export function packPyright(): PackedFile[] {
  return [pack("pyright", "pyright.js.gz", readFromPackage("browser-basedpyright/dist/pyright.worker.js"))];
}
