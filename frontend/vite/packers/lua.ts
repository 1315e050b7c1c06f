/** Lua's module from wasmoon, with a limit to its memory. */
import { cap, type PackedFile, pack, readBeside } from "./packedFile.ts";

const MAX_LUA_MEMORY_BYTES = 512 * 1024 * 1024;

/** About 0.1 MB. */
export function packLua(): PackedFile[] {
  return [pack("wasm", "lua.wasm.gz", cap(readBeside("wasmoon", "glue.wasm"), MAX_LUA_MEMORY_BYTES))];
}
