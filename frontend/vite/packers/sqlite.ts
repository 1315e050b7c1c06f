/** SQLite's module from sql.js, with a limit to its memory. */
import { type PackedFile, pack, readFromPackage } from "./packedFile.ts";
import { capMemory } from "./wasmMemory.ts";

const MAX_SQLITE_MEMORY_BYTES = 512 * 1024 * 1024;

/** About 0.3 MB. */
export function packSqlite(): PackedFile[] {
  const module = readFromPackage("sql.js/dist/sql-wasm-browser.wasm");
  return [pack("wasm", "sqlite.wasm.gz", capMemory(module, MAX_SQLITE_MEMORY_BYTES))];
}
