/** One run as the page sees it: output decoded and bounded, an end that comes once. */
import { readJson } from "../../../api/shape";
import type { RunRequest, RunResult, RunSink } from "../contract";
import { readOffered } from "../displays";
import { MAX_DISPLAYS_LENGTH, MAX_ERROR_LENGTH, MAX_OUTPUT_BYTES, MIN_DISPLAY_LENGTH } from "./limits";
import { TapeDecoder } from "./tape";

export class PageRun {
  readonly finished: Promise<RunResult>;
  stopAsked = false;
  /** Aborted by Stop, for whoever prepares the run. */
  readonly stopping = new AbortController();
  private readonly decoder = new TapeDecoder();
  private writtenBytes = 0;
  private shownLength = 0;
  private startedAt: number | null = null;
  private ended = false;
  private resolve: (result: RunResult) => void = () => {};

  constructor(
    readonly request: RunRequest,
    private readonly sink: RunSink,
  ) {
    this.finished = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  markStarted(): void {
    this.startedAt = performance.now();
  }

  /** The sandbox keeps to the limit by itself; this holds even when code has taken the sandbox over. */
  write(bytes: Uint8Array): void {
    if (this.ended) return;
    const allowed = bytes.subarray(0, Math.max(0, MAX_OUTPUT_BYTES - this.writtenBytes));
    this.writtenBytes += allowed.length;
    for (const { stream, text } of this.decoder.decode(allowed)) this.sink.write(stream, text);
  }

  /** What has not the shape of a display is not one. */
  display(json: string): void {
    this.shownLength += Math.max(json.length, MIN_DISPLAY_LENGTH);
    if (this.ended || this.shownLength > MAX_DISPLAYS_LENGTH) return;
    try {
      this.sink.display(readJson(json, readOffered));
    } catch {
      this.sink.write("stderr", "Something that cannot be shown here was left out.\n");
    }
  }

  needInput(): void {
    if (!this.ended) this.sink.needInput();
  }

  truncated(): void {
    if (!this.ended) this.sink.truncated();
  }

  /** The run's own word on how it ended; who was stopped has been stopped, whatever it says. */
  finish(result: RunResult): void {
    if (this.stopAsked) this.finishStopped(result.durationMs);
    else this.end({ ...result, error: result.error?.slice(0, MAX_ERROR_LENGTH) ?? null });
  }

  finishStopped(durationMs: number = this.elapsedMs()): void {
    this.end({ outcome: "stopped", error: "Stopped.", durationMs });
  }

  fail(error: string): void {
    if (this.stopAsked) this.finishStopped();
    else this.end({ outcome: "failed", error, durationMs: this.elapsedMs() });
  }

  private end(result: RunResult): void {
    if (this.ended) return;
    this.ended = true;
    this.resolve(result);
  }

  private elapsedMs(): number {
    return this.startedAt === null ? 0 : performance.now() - this.startedAt;
  }
}
