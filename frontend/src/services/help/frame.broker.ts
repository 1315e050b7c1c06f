/** Lives in the opaque-origin frame: starts help's workers there, where what they read can reach nothing. */
import type { FrameNews, WorkerOrder } from "./boot";

/** Given by the frame document's own script, see `public/sandbox/frame.html`. */
declare const pagePort: MessagePort;

/** Pyright asks its host for another of itself, which analyses in the background. */
interface PyrightRequest {
  readonly type: "browser/newWorker";
  readonly initialData: unknown;
  readonly port: MessagePort;
}

const isPyrightRequest = (data: unknown): data is PyrightRequest =>
  typeof data === "object" && data !== null && "type" in data && data.type === "browser/newWorker";

const tell = (news: FrameNews): void => pagePort.postMessage(news);

function start(url: string, name: string): Worker {
  const worker = new Worker(url, { name });
  worker.onerror = (event) => tell({ kind: "died", message: event.message });
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isPyrightRequest(data)) return;
    const { initialData, port } = data;
    start(url, "help in the background").postMessage({ type: "browser/boot", mode: "background", initialData, port }, [
      port,
    ]);
  };
  return worker;
}

pagePort.onmessage = ({ data: { script, boot } }: MessageEvent<WorkerOrder>) => {
  const url = URL.createObjectURL(script);
  start(url, "help").postMessage(boot, [boot.port, ...Object.values(boot.files)]);
};
tell({ kind: "hello" });
