/** A runtime whose programs are checked for type errors beside their runs. */
import type { Execution, RunRequest, RunResult, RunSink, Runtime, RuntimeStatus } from "../contract";

/** How long a program that has ended waits for what is known of its types. */
const CHECK_GRACE_MS = 3000;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class CheckedRuntime implements Runtime {
  private checking: Execution | null = null;

  /** @param checker its "run" writes what is wrong with the types, and never runs anything. */
  constructor(
    private readonly inner: Runtime,
    private readonly checker: Runtime,
  ) {}

  get language(): string {
    return this.inner.language;
  }

  get interactiveInput(): boolean {
    return this.inner.interactiveInput;
  }

  status(): RuntimeStatus {
    return this.inner.status();
  }

  subscribe(listener: () => void): () => void {
    return this.inner.subscribe(listener);
  }

  /** Programs can run as soon as they can be run; the checker comes behind. */
  async warmUp(): Promise<void> {
    await this.inner.warmUp();
    // Without types a program still runs, so that they could not be loaded shows when it does.
    void this.checker.warmUp().catch(() => undefined);
  }

  run(request: RunRequest, sink: RunSink): Execution {
    let isOver = false;
    let release = (): void => {};
    const stopped = new Promise<void>((resolve) => {
      release = resolve;
    });
    const execution = this.inner.run(request, sink);
    const checked = this.check(request, (found) => {
      if (!isOver) sink.write("stderr", found);
    });
    const finish = async (): Promise<RunResult> => {
      const result = await execution.finished;
      if (result.outcome !== "stopped") await Promise.race([checked, stopped, after(CHECK_GRACE_MS)]);
      isOver = true;
      return result;
    };
    return {
      finished: finish(),
      provideInput: (line) => execution.provideInput(line),
      stop: () => {
        release();
        execution.stop();
      },
    };
  }

  dispose(): void {
    this.inner.dispose();
    this.checker.dispose();
  }

  /** The one before may still be under way, when the person runs again at once: it is waited for. */
  private async check(request: RunRequest, onFound: (found: string) => void): Promise<void> {
    while (this.checking !== null) await this.checking.finished;
    const write: RunSink["write"] = (_stream, text) => onFound(text);
    const nothing = () => undefined;
    this.checking = this.checker.run(request, { write, display: nothing, needInput: nothing, truncated: nothing });
    const { outcome, error } = await this.checking.finished;
    this.checking = null;
    if (outcome === "failed") onFound(`The types were not checked: ${error}\n`);
  }
}
