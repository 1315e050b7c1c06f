/** Gives a WebAssembly module's memory a limit, so that a program that takes all memory fails instead of the machine. */

const PAGE_BYTES = 64 * 1024;
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const HAS_MAXIMUM = 1;

/** Reads one LEB128 number of a WebAssembly module. */
function readNumber(wasm: Uint8Array, at: number): { value: number; next: number } {
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

function encodeNumber(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest % 0x80) + 0x80);
  }
}

/**
 * The same module with so much memory at most, and less where it asked for less itself.
 * @throws Error when the module has no single memory of its own.
 */
export function capMemory(wasm: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  for (let at = HEADER_BYTES; at < wasm.length; ) {
    const id = wasm[at];
    const size = readNumber(wasm, at + 1);
    const end = size.next + size.value;
    if (id === MEMORY_SECTION) {
      const count = readNumber(wasm, size.next);
      const flags = readNumber(wasm, count.next);
      const initial = readNumber(wasm, flags.next);
      if (count.value !== 1) break;
      const limit = maxBytes / PAGE_BYTES;
      const own = (flags.value & HAS_MAXIMUM) === 0 ? limit : readNumber(wasm, initial.next).value;
      const content = [1, ...encodeNumber(flags.value | HAS_MAXIMUM)];
      content.push(...encodeNumber(initial.value), ...encodeNumber(Math.min(own, limit)));
      const section = [MEMORY_SECTION, ...encodeNumber(content.length), ...content];
      const capped = new Uint8Array(at + section.length + wasm.length - end);
      capped.set(wasm.subarray(0, at));
      capped.set(section, at);
      capped.set(wasm.subarray(end), at + section.length);
      return capped;
    }
    at = end;
  }
  throw new Error("The WebAssembly module does not declare one memory of its own.");
}
