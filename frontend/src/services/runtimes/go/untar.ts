/** Reads the archives that `vite/packers/tar.ts` writes: POSIX.1-1988, ustar. */

const BLOCK_BYTES = 512;

const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const PREFIX = [345, 500] as const;

/** Each file's path and content, without a copy of it. */
export function* filesIn(
  archive: Uint8Array<ArrayBuffer>,
): Generator<[path: string, content: Uint8Array<ArrayBuffer>]> {
  const decoder = new TextDecoder();
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0; ) {
    const header = at;
    const field = ([from, to]: readonly [number, number]): string =>
      decoder.decode(archive.subarray(header + from, header + to)).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(SIZE), 8);
    const prefix = field(PREFIX);
    at += BLOCK_BYTES;
    yield [prefix === "" ? field(NAME) : `${prefix}/${field(NAME)}`, archive.subarray(at, at + size)];
    at += Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}
