/**
 * The memory of a Python that has started, from which the next interpreter goes on in a fraction of the time.
 *
 * Each browser makes its own, in an idle moment behind the first start, in a sandbox frame that has run nothing else, and keeps it.
 * Made beforehand it would be half of what a first visit loads, for what a slow connection takes longer to bring than Python to
 * start; it notes which features WebAssembly has; and all visitors would share the seed of its hashes.
 */
import { toHexString } from "lib0/buffer";
import { digest } from "lib0/hash/sha256";
import { SHELL_CACHE } from "../../../serviceWorker/cache";
import type { Runtime } from "../contract";
import type { BootAssets } from "../sandbox/messages";

/** How long after a start nothing is made: whoever came to run something has the machine to themselves. */
const REST_MS = 4000;

const NO_SINK = {
  write: () => undefined,
  display: () => undefined,
  needInput: () => undefined,
  truncated: () => undefined,
};

const canKeep = (): boolean => "caches" in globalThis && globalThis.isSecureContext;

/** Beside the runtimes' files, and forgotten with them. Another browser, or another Python, has another one. */
function addressOf(parts: readonly string[]): string {
  const name = toHexString(digest(new TextEncoder().encode([navigator.userAgent, ...parts].join("\n"))));
  return `/assets/runtimes/python-snapshot-${name.slice(0, 16)}.bin`;
}

export class Snapshot {
  private readonly address: string;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private maker: Runtime | null = null;
  private disposed = false;

  /** @param parts what it is made of, by names that change with it. */
  constructor(parts: readonly string[]) {
    this.address = addressOf(parts);
  }

  /** What an earlier visit has left here; null where there is none. */
  async find(): Promise<ArrayBuffer | null> {
    if (!canKeep()) return null;
    try {
      const cache = await caches.open(SHELL_CACHE);
      return (await (await cache.match(this.address))?.arrayBuffer()) ?? null;
    } catch {
      return null;
    }
  }

  /** Makes one and keeps it, once nothing has happened for a while. Without it Python starts as ever, so that no failure is told. */
  makeSoon(open: () => Runtime, onMade: (snapshot: ArrayBuffer) => void): void {
    if (this.disposed || this.timer !== null || !canKeep()) return;
    this.timer = setTimeout(() => void this.make(open, onMade).catch(() => undefined), REST_MS);
  }

  dispose(): void {
    this.disposed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.maker?.dispose();
  }

  private async make(open: () => Runtime, onMade: (snapshot: ArrayBuffer) => void): Promise<void> {
    this.maker = open();
    try {
      const { finished } = this.maker.run({ code: "", fileName: "snapshot", stdin: "" }, NO_SINK);
      const { product } = await finished;
      if (product === undefined || this.disposed) return;
      const cache = await caches.open(SHELL_CACHE);
      await cache.put(this.address, new Response(product, { headers: { "Content-Type": "application/octet-stream" } }));
      onMade(product);
    } finally {
      this.maker.dispose();
    }
  }
}

/** What a worker boots with that makes a snapshot. */
export const toMakeOne = (assets: BootAssets): BootAssets => ({ ...assets, snapshot: "make" });
