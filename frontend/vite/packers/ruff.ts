/** Ruff's module, which formats Python. */
import { type PackedFile, pack, readBeside } from "./packedFile.ts";

/** About 3.8 MB. */
export function packRuff(): PackedFile[] {
  return [pack("wasm", "ruff.wasm.gz", readBeside("@astral-sh/ruff-wasm-web", "ruff_wasm_bg.wasm"))];
}
