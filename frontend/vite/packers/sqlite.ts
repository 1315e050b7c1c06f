/** SQLite's module from sql.js, with a limit to its memory. */
import { cap, type PackedFile, pack, readFromPackage } from "./packedFile.ts";

const MAX_SQLITE_MEMORY_BYTES = 512 * 1024 * 1024;

/** About 0.3 MB. */
export function packSqlite(): PackedFile[] {
  const module = readFromPackage("sql.js/dist/sql-wasm-browser.wasm");
  return [pack("wasm", "sqlite.wasm.gz", cap(module, MAX_SQLITE_MEMORY_BYTES))];
}
