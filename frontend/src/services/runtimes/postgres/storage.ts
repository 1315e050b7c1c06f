/** Bounds what a database may write: its files lie in the worker's memory. */
import type { PGlite } from "@electric-sql/pglite";
import { MAX_DATABASE_BYTES } from "../sql/script";

const ROOT = "/pglite/data";
/** After so much was written, the files are measured anew. */
const MEASURE_EVERY_BYTES = 16 * 1024 * 1024;
/** "No space left on device" in Emscripten's numbers. */
const ENOSPC = 51;

type FileSystem = PGlite["Module"]["FS"];

/** What the package's types do not tell of an open file. */
interface OpenFile {
  readonly node: { readonly usedBytes: number };
}

function sizeOf(files: FileSystem, path: string): number {
  const { mode, size } = files.stat(path, false);
  if (!files.isDir(mode)) return size;
  const names: string[] = files.readdir(path);
  return names
    .filter((name) => name !== "." && name !== "..")
    .reduce((sum, name) => sum + sizeOf(files, `${path}/${name}`), 0);
}

/** From now on writing fails when the database has grown too large. */
export function boundStorage({ Module: { FS: files } }: PGlite): void {
  let left = MEASURE_EVERY_BYTES;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left > 0) return;
    if (sizeOf(files, ROOT) + bytes > MAX_DATABASE_BYTES) throw new files.ErrnoError(ENOSPC);
    left = MEASURE_EVERY_BYTES;
  };
  const { write, ftruncate } = files;
  files.write = (stream, buffer, offset, length, position, canOwn) => {
    spend(length);
    return write.call(files, stream, buffer, offset, length, position, canOwn);
  };
  files.ftruncate = (descriptor, length) => {
    const { node } = files.getStream(descriptor) as unknown as OpenFile;
    spend(Math.max(0, length - node.usedBytes));
    ftruncate.call(files, descriptor, length);
  };
}
