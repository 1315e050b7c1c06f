/** What the frame of help and its workers are told. */

/** From the page to the frame: the worker's script, whole, and what goes to the worker. */
export interface WorkerOrder {
  readonly kind: "start";
  readonly script: Blob;
  readonly boot: WorkerBoot;
}

/** From the frame to a worker, first of all. Over `port` go messages of the Language Server Protocol as JSON. */
export interface WorkerBoot {
  readonly kind: "serve";
  readonly port: MessagePort;
  readonly files: Readonly<Record<string, ArrayBuffer>>;
}

/** From the frame to the page. */
export type FrameNews = { readonly kind: "hello" } | { readonly kind: "died"; readonly message: string };

export const isWorkerBoot = (data: unknown): data is WorkerBoot =>
  typeof data === "object" && data !== null && "kind" in data && data.kind === "serve";
