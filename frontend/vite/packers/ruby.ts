/** Ruby's module from its package, with the standard library inside. */
import { cap, type PackedFile, pack, readFromPackage } from "./packedFile.ts";

/** The module begins with 319 MB of its own; beyond this Ruby raises NoMemoryError. */
const MAX_RUBY_MEMORY_BYTES = 768 * 1024 * 1024;

export const packRuby = (): PackedFile[] => [
  pack(
    "wasm",
    "ruby.wasm.gz",
    cap(readFromPackage("@ruby/4.0-wasm-wasi/dist/ruby+stdlib.wasm"), MAX_RUBY_MEMORY_BYTES),
  ),
];
