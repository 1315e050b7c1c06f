/** Lua's module from wasmoon, with a limit to its memory. */
import { type PackedFile, pack, readBeside } from "./packedFile.ts";
import { capMemory } from "./wasmMemory.ts";

const MAX_LUA_MEMORY_BYTES = 512 * 1024 * 1024;

/** About 0.1 MB. */
export function packLua(): PackedFile[] {
  return [pack("wasm", "lua.wasm.gz", capMemory(readBeside("wasmoon", "glue.wasm"), MAX_LUA_MEMORY_BYTES))];
}
