/** Pages: a run shows one in a frame of its own, where the person can see and use it. */
import { previewAddress } from "virtual:sandbox-frame";
import type { Execution, RunRequest, RunSink, Runtime, RuntimeStatus } from "../contract";
import { type OpenFrame, openFrame } from "../sandbox/frame";
import { MAX_MISSED_PINGS, OUTPUT_INTERVAL_MS, PING_INTERVAL_MS } from "../sandbox/limits";
import { PageRun } from "../sandbox/pageRun";
import { hasSharedMemory } from "../sandbox/sharedMemory";
import { documentOf } from "./document";
import { isPreviewMessage, type PreviewToPage } from "./messages";
import previewSource from "./preview.ts?sandboxed";
import { previewStage } from "./stage";

const GONE = "The page does not answer any more: it went elsewhere, ran out of memory or does not stop.";

/** One page in its frame, and what of its output is not passed on yet. */
class Preview {
  private readonly untold: Uint8Array[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private missedPings = 0;
  private pings: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly frame: OpenFrame,
    private readonly run: PageRun,
    private readonly onTitle: (title: string) => void,
    private readonly onEnd: () => void,
  ) {
    frame.port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isPreviewMessage(data)) this.receive(data);
    };
  }

  start(): void {
    this.run.markStarted();
    const { request } = this.run;
    this.frame.port.postMessage({ ...request, code: documentOf(request.code, request.fileName, request.files) });
    this.pings = setInterval(() => this.ping(), PING_INTERVAL_MS);
  }

  /** Passes on what is left of the output. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const pieces = this.untold.splice(0);
    if (pieces.length === 0) return;
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.run.write(bytes);
  }

  /** The run is over; the page stays. */
  rest(): void {
    clearInterval(this.pings);
    clearTimeout(this.timer);
  }

  remove(): void {
    this.rest();
    this.frame.remove();
  }

  private ping(): void {
    if (this.missedPings >= MAX_MISSED_PINGS) {
      this.flush();
      this.run.fail(GONE);
      this.onEnd();
      return;
    }
    this.missedPings += 1;
    this.frame.port.postMessage("ping");
  }

  private receive(message: PreviewToPage): void {
    switch (message.kind) {
      case "output":
        this.untold.push(message.bytes);
        this.timer ??= setTimeout(() => this.flush(), OUTPUT_INTERVAL_MS);
        break;
      case "truncated":
        this.flush();
        this.run.truncated();
        break;
      case "title":
        this.onTitle(message.title);
        break;
      case "pong":
        this.missedPings = 0;
        break;
      case "finished":
        this.flush();
        this.run.finish({ outcome: message.outcome, error: message.error, durationMs: message.durationMs });
        this.onEnd();
        break;
      default:
        break;
    }
  }
}

class HtmlRuntime implements Runtime {
  readonly language = "html";
  /** Pages have no standard input. */
  readonly interactiveInput: boolean = hasSharedMemory();
  private readonly listeners = new Set<() => void>();
  private current: RuntimeStatus = { kind: "cold" };
  private active: PageRun | null = null;
  private preview: Preview | null = null;
  private disposed = false;

  status(): RuntimeStatus {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** All of it came with this module. */
  async warmUp(): Promise<void> {
    if (this.current.kind !== "cold") return;
    this.setStatus({ kind: "loading", loadedBytes: 0, totalBytes: null, part: null });
    this.setStatus({ kind: "ready" });
  }

  run(request: RunRequest, sink: RunSink): Execution {
    if (this.disposed) throw new Error("The html runtime was disposed.");
    if (this.active !== null) throw new Error("An html run is already under way.");
    const run = new PageRun(request, sink);
    this.active = run;
    void this.perform(run);
    return { finished: run.finished, provideInput: () => undefined, stop: () => this.stop(run) };
  }

  dispose(): void {
    if (this.disposed) return;
    if (this.active !== null) this.stop(this.active);
    this.close();
    this.disposed = true;
    this.listeners.clear();
  }

  private async perform(run: PageRun): Promise<void> {
    // The next one takes its place: the stage stays as it is.
    this.remove();
    try {
      const frame = await openFrame(previewSource, "Preview of the page", {
        address: previewAddress,
        place: previewStage.place,
      });
      if (run.hasEnded) {
        frame.remove();
        return;
      }
      const close = (): void => {
        this.stop(run);
        this.close();
      };
      const show = (title: string): void => previewStage.show({ title, close });
      this.preview = new Preview(frame, run, show, () => this.end(run));
      show("");
      this.setStatus({ kind: "running" });
      this.preview.start();
    } catch (error) {
      run.fail(error instanceof Error ? error.message : String(error));
      this.end(run);
      previewStage.show(null);
    }
  }

  private stop(run: PageRun): void {
    if (this.active !== run) return;
    run.stopAsked = true;
    this.preview?.flush();
    run.finishStopped();
    this.end(run);
    this.close();
  }

  private end(run: PageRun): void {
    if (this.active !== run) return;
    this.active = null;
    this.preview?.rest();
    this.setStatus({ kind: "ready" });
  }

  private close(): void {
    this.remove();
    previewStage.show(null);
  }

  private remove(): void {
    this.preview?.remove();
    this.preview = null;
  }

  private setStatus(status: RuntimeStatus): void {
    this.current = status;
    for (const listener of [...this.listeners]) listener();
  }
}

export function createRuntime(): Runtime {
  return new HtmlRuntime();
}
