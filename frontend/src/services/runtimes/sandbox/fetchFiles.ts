/** Fetches a runtime's files from our own origin, unpacks them, and says how far it is. */

import { SHELL_CACHE } from "../../../serviceWorker/cache";

/** One file that the build laid out: `path` on our origin, `bytes` over the wire. */
export interface RuntimeFile {
  readonly path: string;
  readonly bytes: number;
}

export type Progress = (loadedBytes: number, totalBytes: number) => void;

/** Thrown when a file of a runtime cannot be had; asking again later may help. */
export class RuntimeFileError extends Error {
  override name = "RuntimeFileError";
}

/** Between two words on how far it is: each of them is a drawing of the page, in which somebody types. */
export const PROGRESS_INTERVAL_MS = 100;

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/**
 * Puts a file where the service worker looks for it. The first visit loads a runtime before there is a worker that would keep
 * it; a browser that refuses storage, or a full disk, must not cost the run.
 */
async function keep(path: string, response: Response): Promise<void> {
  if (!("caches" in globalThis) || !globalThis.isSecureContext) return;
  try {
    const cache = await caches.open(SHELL_CACHE);
    if ((await cache.match(path)) === undefined) await cache.put(path, response);
  } catch {
    return;
  }
}

async function fetchFile(file: RuntimeFile, onBytes: (count: number) => void): Promise<ArrayBuffer> {
  const failed = (): RuntimeFileError =>
    new RuntimeFileError("A part of the runtime could not be loaded. Check the connection and run again.");
  const response = await fetch(file.path).catch(() => null);
  if (response === null || !response.ok || response.body === null) throw failed();
  const kept = keep(file.path, response.clone());
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw failed();
    });
    if (done) break;
    pieces.push(value);
    onBytes(value.length);
  }
  await kept;
  return unpack(new Blob(pieces));
}

/** Files are stored compressed; a proxy may have undone that on the way, so the bytes themselves are asked. */
async function unpack(blob: Blob): Promise<ArrayBuffer> {
  const magic = new Uint8Array(await blob.slice(0, GZIP_MAGIC.length).arrayBuffer());
  if (!GZIP_MAGIC.every((byte, at) => magic[at] === byte)) return blob.arrayBuffer();
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/**
 * Fetches all files at once, and says how far that is: at the beginning, when all is there, and now and then between.
 * @throws RuntimeFileError when one of them cannot be had.
 */
export async function fetchFiles<Name extends string>(
  files: Readonly<Record<Name, RuntimeFile>>,
  onProgress: Progress,
): Promise<Record<Name, ArrayBuffer>> {
  const entries = Object.entries<RuntimeFile>(files);
  const total = entries.reduce((sum, [, file]) => sum + file.bytes, 0);
  let loaded = 0;
  let toldAt = performance.now();
  const onBytes = (count: number): void => {
    const before = loaded;
    loaded = Math.min(total, loaded + count);
    if (loaded === before) return;
    const now = performance.now();
    if (loaded < total && now - toldAt < PROGRESS_INTERVAL_MS) return;
    toldAt = now;
    onProgress(loaded, total);
  };
  onProgress(0, total);
  const buffers = await Promise.all(
    entries.map(async ([name, file]) => [name, await fetchFile(file, onBytes)] as const),
  );
  return Object.fromEntries(buffers) as Record<Name, ArrayBuffer>;
}
