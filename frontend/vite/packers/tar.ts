/** Writes archives that are the same for the same files: nothing in them tells of the machine or the hour. */

const BLOCK_BYTES = 512;
const MAX_NAME_BYTES = 100;
const MAX_PREFIX_BYTES = 155;

/** A path in the two fields that the format has for it (POSIX.1-1988, ustar). */
function divide(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= MAX_NAME_BYTES) return { prefix: "", name: path };
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) continue;
    if (Buffer.byteLength(prefix) <= MAX_PREFIX_BYTES) return { prefix, name };
  }
  throw new Error(`The path ${path} is too long for an archive.`);
}

function header(path: string, bytes: number): Buffer {
  const { prefix, name } = divide(path);
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(bytes, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(" ".repeat(8), 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A tar archive of files, by their paths within it, in the order given. */
export function tar(files: ReadonlyMap<string, Buffer>): Buffer {
  const pieces: Buffer[] = [];
  for (const [path, content] of files) {
    const padding = (BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES;
    pieces.push(header(path, content.length), content, Buffer.alloc(padding));
  }
  pieces.push(Buffer.alloc(2 * BLOCK_BYTES));
  return Buffer.concat(pieces);
}
