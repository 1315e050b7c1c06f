/** A runtime's file as it goes over the wire, compressed once and kept for the next build. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { capMemory } from "../../src/services/runtimes/sandbox/capMemory.ts";

/** Goes with the packages: nobody misses it, and a new install begins anew. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/algoroom-runtimes/", import.meta.url));

export interface PackedFile {
  /** As the runtime asks for it. */
  readonly name: string;
  readonly fileName: string;
  readonly content: Buffer;
}

/** Makes all files of one language. */
export type Packer = () => PackedFile[];

const { resolve } = createRequire(import.meta.url);

/** The bytes of a file that a package exports. */
export const readFromPackage = (name: string): Buffer => readFileSync(resolve(name));

/** The bytes of a file below the folder of an exported one, for packages that export too little. */
export const readBeside = (exported: string, name: string): Buffer =>
  readFileSync(join(dirname(resolve(exported)), name));

/** What `make` makes of these sources, made once on this machine. `recipe` changes when `make` does. */
export function kept(recipe: string, sources: readonly (Buffer | string)[], make: () => Buffer): Buffer {
  const hash = createHash("sha256").update(recipe);
  for (const source of sources) hash.update("\0").update(source);
  const file = join(CACHE, hash.digest("hex"));
  try {
    return readFileSync(file);
  } catch {
    const made = make();
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, made);
    renameSync(unfinished, file);
    return made;
  }
}

/** A module with a limit to its memory. */
export const cap = (module: Buffer, maxBytes: number): Buffer => Buffer.from(capMemory(module, maxBytes));

export const pack = (name: string, fileName: string, content: Buffer): PackedFile => ({
  name,
  fileName,
  content: kept("gzip 9", [content], () => gzipSync(content, { level: constants.Z_BEST_COMPRESSION })),
});
