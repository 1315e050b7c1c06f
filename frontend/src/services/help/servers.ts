/** Which languages have a language server. Adding one: a folder with a `load`, and a line here. */
import type { Progress } from "../runtimes/sandbox/assets";

export interface Server {
  /** The worker's classic script, whole. It begins to serve when it gets a `WorkerBoot`. */
  readonly script: Blob;
  readonly files: Readonly<Record<string, ArrayBuffer>>;
}

/** @throws RuntimeFileError when a part cannot be fetched. */
export type LoadServer = (onProgress: Progress) => Promise<Server>;

const typescript: LoadServer = async (onProgress) => (await import("./typescript/load")).load(onProgress);

/** By the language's id. */
export const SERVERS: Readonly<Record<string, LoadServer>> = {
  python: async (onProgress) => (await import("./python/load")).load(onProgress),
  javascript: typescript,
  typescript,
};
