/** Gives a WebAssembly module's memory a limit, so that a program that takes all memory fails instead of the machine. */

const PAGE_BYTES = 64 * 1024;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/** Reads one LEB128 number of a WebAssembly module. */
function readNumber(wasm: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let shift = 0;
  for (let index = at; ; index += 1) {
    const byte = wasm[index];
    if (byte === undefined) throw new Error("A WebAssembly module ends in the middle of a number.");
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
  throw new Error("The WebAssembly module does not declare one memory with a maximum.");
}
