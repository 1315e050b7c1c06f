/** The page's side of every runtime: boots a frame when one is needed, runs in it, replaces it when it is spoiled. */
import type { Execution, RunRequest, RunResult, RunSink, Runtime, RuntimeStatus } from "../contract";
import type { Progress } from "./assets";
import { SandboxFrame } from "./frame";
import { BOOT_DEADLINE_MS, MAX_MISSED_PINGS, PING_INTERVAL_MS, SPARE_AFTER_MS, STOP_DEADLINE_MS } from "./limits";
import type { BootAssets, BrokerToPage, WorkerRecipe } from "./messages";
import { PageRun } from "./pageRun";
import { hasSharedMemory } from "./sharedMemory";

/** What makes one language of the common machinery. */
export interface LanguagePack {
  readonly language: string;
  readonly recipe: WorkerRecipe;
  /** Whether the worker keeps the variables of a run until the next one. */
  readonly keepsVariables?: true;
  /** What the worker boots with; called once, and again only after it failed. */
  loadAssets(onProgress: Progress): Promise<BootAssets>;
  /**
   * What a program needs beyond them, by name, such as the packages that it imports. Asked before each run, which waits only
   * for a promise.
   * @param signal aborted when the run is stopped meanwhile.
   * @throws Error when it cannot be had; the run then fails with its message.
   */
  readonly loadParts?: (request: RunRequest, onProgress: PartProgress, signal: AbortSignal) => MaybePromise<BootAssets>;
  /** What of that can be made before somebody runs the program; see {@link Runtime.prepare}. */
  readonly prepare?: (request: RunRequest) => void;
  /** Called once when the runtime is disposed. */
  readonly dispose?: () => void;
}

/** How far the loading of a program's parts is; `part` names them for a person. */
export type PartProgress = (part: string, loadedBytes: number, totalBytes: number) => void;

type MaybePromise<Value> = Value | Promise<Value>;

const NO_PARTS: BootAssets = {};

const CRASHED = "The runtime ran out of memory or crashed; it was restarted.";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const resultOf = ({ outcome, error, durationMs, peakMemoryBytes, product }: RunResult): RunResult => ({
  outcome,
  error,
  durationMs,
  ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
  ...(product === undefined ? {} : { product }),
});

class SandboxedRuntime implements Runtime {
  readonly language: string;
  private readonly listeners = new Set<() => void>();
  private current: RuntimeStatus = { kind: "cold" };
  private interactive: boolean = hasSharedMemory();
  private assets: Promise<BootAssets> | null = null;
  private frame: Promise<SandboxFrame> | null = null;
  /** Booted beside a run that goes on, for when Stop removes its frame; null inside when it could not be. */
  private spare: Promise<SandboxFrame | null> | null = null;
  private active: PageRun | null = null;
  private liveFrame: SandboxFrame | null = null;
  private timers: ReturnType<typeof setInterval>[] = [];
  private missedPings = 0;
  private disposed = false;
  /** Only for languages that have variables to keep: without it nobody is told that they are gone. */
  readonly keepsVariables?: () => boolean;
  readonly prepare?: (request: RunRequest) => void;
  private hasVariables = false;

  constructor(private readonly pack: LanguagePack) {
    this.language = pack.language;
    if (pack.keepsVariables === true) this.keepsVariables = () => this.hasVariables;
    if (pack.prepare !== undefined) this.prepare = pack.prepare;
  }

  get interactiveInput(): boolean {
    return this.interactive;
  }

  status(): RuntimeStatus {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async warmUp(): Promise<void> {
    await this.getFrame();
  }

  run(request: RunRequest, sink: RunSink): Execution {
    if (this.disposed) throw new Error(`The ${this.language} runtime was disposed.`);
    if (this.active !== null) throw new Error(`A ${this.language} run is already under way.`);
    const run = new PageRun(request, sink);
    this.active = run;
    void this.perform(run);
    return {
      finished: run.finished,
      provideInput: (line) => {
        if (this.active === run) this.liveFrame?.post({ kind: "input", line });
      },
      stop: () => this.stop(run),
    };
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.active?.finishStopped();
    this.forgetRun();
    this.dropFrame();
    void this.spare?.then((frame) => frame?.remove());
    this.pack.dispose?.();
    this.listeners.clear();
  }

  /** Where nothing is to be loaded, the frame has the program before this returns. */
  private async perform(run: PageRun): Promise<void> {
    try {
      const frame = this.liveFrame ?? (await this.getFrame());
      if (run.hasEnded) return;
      const found = this.findParts(run);
      const parts = found instanceof Promise ? await found : found;
      if (run.hasEnded) return;
      frame.onMessage = (message) => this.receive(run, message);
      run.markStarted();
      this.hasVariables = false;
      // First the program, then the page: it draws while the program already runs.
      frame.post({ kind: "run", request: run.request, parts: this.withoutGiven(parts, frame) });
      this.setStatus({ kind: "running" });
      this.watch(run, frame);
      this.expectStop();
    } catch (error) {
      run.fail(messageOf(error));
      if (this.active !== run) return;
      this.forgetRun();
      if (this.liveFrame !== null) this.setStatus({ kind: "ready" });
    }
  }

  private findParts({ request, stopping }: PageRun): MaybePromise<BootAssets> {
    const onProgress: PartProgress = (part, loadedBytes, totalBytes) =>
      this.setStatus({ kind: "loading", loadedBytes, totalBytes, part });
    return this.pack.loadParts?.(request, onProgress, stopping.signal) ?? NO_PARTS;
  }

  /** What the frame has not been given yet. A worker that is made for each run has been given nothing. */
  private withoutGiven(parts: BootAssets, { given }: SandboxFrame): BootAssets {
    if (this.pack.recipe.workerPerRun) return parts;
    const missing = Object.fromEntries(Object.entries(parts).filter(([name]) => !given.has(name)));
    for (const name of Object.keys(missing)) given.add(name);
    return missing;
  }

  /** No event tells that a frame died. It is asked, and counts as dead when several answers in a row are missing. */
  private watch(run: PageRun, frame: SandboxFrame): void {
    this.missedPings = 0;
    const ping = setInterval(() => {
      if (this.missedPings >= MAX_MISSED_PINGS) {
        run.fail(CRASHED);
        this.endRun({ renewFrame: true });
        return;
      }
      this.missedPings += 1;
      frame.post({ kind: "ping" });
    }, PING_INTERVAL_MS);
    this.timers.push(ping);
  }

  /** Who looks at a program that does not end will press Stop, and where only a new frame helps it is there then. */
  private expectStop(): void {
    const { assets, spare } = this;
    if (!this.pack.recipe.workerPerRun || assets === null || spare !== null) return;
    const boot = (): void => {
      this.spare = this.makeFrame(assets).catch(() => null);
    };
    this.timers.push(setTimeout(boot, SPARE_AFTER_MS));
  }

  private receive(run: PageRun, message: BrokerToPage): void {
    switch (message.kind) {
      case "output":
        run.write(message.bytes);
        break;
      case "truncated":
        run.truncated();
        break;
      case "display":
        run.display(message.json);
        break;
      case "needInput":
        run.needInput();
        break;
      case "finished":
        run.finish(resultOf(message));
        this.hasVariables = !message.renew;
        this.endRun({ renewFrame: message.renew });
        break;
      case "stuck":
        run.finishStopped();
        this.endRun({ renewFrame: true });
        break;
      case "pong":
        this.missedPings = 0;
        break;
    }
  }

  private stop(run: PageRun): void {
    if (this.active !== run || run.stopAsked) return;
    run.stopAsked = true;
    run.stopping.abort();
    if (this.current.kind !== "running") {
      run.finishStopped();
      this.forgetRun();
      if (this.liveFrame !== null) this.setStatus({ kind: "ready" });
      return;
    }
    this.liveFrame?.post({ kind: "stop" });
    const deadline = setTimeout(() => {
      run.finishStopped();
      this.endRun({ renewFrame: true });
    }, STOP_DEADLINE_MS);
    this.timers.push(deadline);
  }

  private endRun({ renewFrame }: { renewFrame: boolean }): void {
    this.forgetRun();
    if (renewFrame) {
      this.dropFrame();
      // The next run waits for the same promise; a failure shows in the status and is tried again then.
      this.getFrame().catch(() => undefined);
    } else this.setStatus({ kind: "ready" });
  }

  private forgetRun(): void {
    this.active = null;
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
    if (this.liveFrame !== null) this.liveFrame.onMessage = () => {};
  }

  private dropFrame(): void {
    this.hasVariables = false;
    this.liveFrame?.remove();
    this.liveFrame = null;
    this.frame = null;
  }

  private getFrame(): Promise<SandboxFrame> {
    this.frame ??= this.bootFrame().catch((error: unknown) => {
      this.frame = null;
      this.setStatus({ kind: "failed", message: messageOf(error) });
      throw error;
    });
    return this.frame;
  }

  private async bootFrame(): Promise<SandboxFrame> {
    const loading = this.getAssets();
    const { spare } = this;
    this.spare = null;
    const frame = (spare === null ? null : await spare) ?? (await this.makeFrame(loading));
    if (this.disposed) {
      frame.remove();
      throw new Error(`The ${this.language} runtime was disposed.`);
    }
    this.liveFrame = frame;
    this.setStatus({ kind: "ready" });
    return frame;
  }

  private async makeFrame(loading: Promise<BootAssets>): Promise<SandboxFrame> {
    const [frame] = await Promise.allSettled([SandboxFrame.open(), loading]);
    if (frame.status === "rejected") throw frame.reason;
    try {
      await this.bootInside(frame.value, await loading);
    } catch (error) {
      frame.value.remove();
      throw error;
    }
    return frame.value;
  }

  private getAssets(): Promise<BootAssets> {
    if (this.assets === null) {
      this.setStatus({ kind: "loading", loadedBytes: 0, totalBytes: null, part: null });
      const onProgress: Progress = (loadedBytes, totalBytes) =>
        this.setStatus({ kind: "loading", loadedBytes, totalBytes, part: null });
      this.assets = this.pack.loadAssets(onProgress).catch((error: unknown) => {
        this.assets = null;
        throw error;
      });
    } else this.setStatus({ kind: "loading", loadedBytes: 0, totalBytes: 0, part: null });
    return this.assets;
  }

  private bootInside(frame: SandboxFrame, assets: BootAssets): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error("The runtime took too long to start.")), BOOT_DEADLINE_MS);
      frame.onMessage = (message) => {
        if (message.kind !== "booted" && message.kind !== "bootFailed") return;
        clearTimeout(deadline);
        if (message.kind === "bootFailed") reject(new Error(message.message));
        else {
          this.interactive = message.interactiveInput;
          resolve();
        }
      };
      void frame.boot(this.pack.recipe, assets);
    });
  }

  private setStatus(status: RuntimeStatus): void {
    if (this.disposed) return;
    this.current = status;
    for (const listener of [...this.listeners]) listener();
  }
}

/** A runtime whose code runs in a worker inside an opaque-origin frame. Loads nothing until it is warmed up or run. */
export function createSandboxedRuntime(pack: LanguagePack): Runtime {
  return new SandboxedRuntime(pack);
}
