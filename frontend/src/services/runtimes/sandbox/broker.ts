/**
 * Lives in the opaque-origin frame, between the page and the workers that run code; never runs user code itself.
 *
 * It owns the shared memory (a block posted from the page would not arrive here), starts workers and passes output on.
 */
import type { RunRequest } from "../contract";
import { OUTPUT_INTERVAL_MS, STOP_GRACE_MS } from "./limits";
import type { BootAssets, BrokerToPage, PageToBroker, WorkerAssets, WorkerRecipe, WorkerToBroker } from "./messages";
import { Cell, HeadReader, Input, takeTail } from "./tape";
import { WorkerLink, WorkerScript } from "./workerLink";

/** Given by the frame document's own script, see `public/sandbox/frame.html`. */
declare const pagePort: MessagePort;

const INTERRUPT = 2;

const tell = (message: BrokerToPage): void => pagePort.postMessage(message);

/** Collects output and passes it on at most every {@link OUTPUT_INTERVAL_MS}, the first piece at once. */
class Outbox {
  private readonly waiting: Uint8Array[] = [];
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | null = null;

  add(bytes: Uint8Array): void {
    if (bytes.length > 0) this.waiting.push(bytes);
  }

  flushSoon(): void {
    if (this.timer !== null) return;
    const wait = this.lastSentAt + OUTPUT_INTERVAL_MS - performance.now();
    if (wait <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting.length === 0) return;
    const bytes = new Uint8Array(this.waiting.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.waiting.splice(0)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.lastSentAt = performance.now();
    tell({ kind: "output", bytes });
  }
}

/** One run in one worker. */
class BrokeredRun {
  private readonly outbox = new Outbox();
  private readonly reader: HeadReader | null;
  private stopTimer: ReturnType<typeof setTimeout> | null = null;
  /** Displays that were passed on. */
  private displays = 0;
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly link: WorkerLink,
    order: { readonly request: RunRequest; readonly parts: BootAssets },
    private readonly interruptible: boolean,
    /** Told whether the frame is lost with it. */
    private readonly onEnd: (isLost: boolean) => void,
  ) {
    this.reader = link.block === null ? null : new HeadReader(link.block);
    link.block?.clear();
    link.onMessage = (message) => this.receive(message);
    link.post({ kind: "run", ...order });
  }

  provideInput(line: string | null): void {
    const block = this.link.block;
    if (block === null || Atomics.load(block.cells, Cell.input) !== Input.asked) return;
    if (line !== null) {
      const scratch = new Uint8Array(block.input.length);
      const { written } = this.encoder.encodeInto(line, scratch);
      block.input.set(scratch.subarray(0, written));
      Atomics.store(block.cells, Cell.inputLength, written);
    }
    Atomics.store(block.cells, Cell.input, line === null ? Input.end : Input.line);
    Atomics.notify(block.cells, Cell.input);
  }

  stop(): void {
    const block = this.link.block;
    if (block === null || !this.interruptible) {
      this.giveUp();
      return;
    }
    if (this.stopTimer !== null) return;
    Atomics.store(block.cells, Cell.interrupt, INTERRUPT);
    Atomics.store(block.cells, Cell.sleep, 1);
    Atomics.notify(block.cells, Cell.sleep);
    if (Atomics.compareExchange(block.cells, Cell.input, Input.asked, Input.interrupted) === Input.asked) {
      Atomics.notify(block.cells, Cell.input);
    }
    this.link.post({ kind: "interrupt" });
    this.stopTimer = setTimeout(() => this.giveUp(), STOP_GRACE_MS);
  }

  private giveUp(): void {
    this.passEverythingOn();
    tell({ kind: "stuck" });
    this.end(true);
  }

  private end(isLost: boolean): void {
    if (this.stopTimer !== null) clearTimeout(this.stopTimer);
    this.link.onMessage = () => {};
    this.onEnd(isLost);
  }

  private receive(message: WorkerToBroker): void {
    switch (message.kind) {
      case "output":
        if (message.bytes !== null) this.outbox.add(message.bytes);
        else this.readHead(this.reached(message.headLength));
        this.outbox.flushSoon();
        break;
      case "truncated":
        this.readHead();
        this.outbox.flush();
        tell(message);
        break;
      case "display":
        this.readHead(message.headLength ?? undefined);
        this.outbox.flush();
        this.displays += 1;
        tell({ kind: "display", json: message.json });
        break;
      case "needInput":
        this.passEverythingOn();
        tell(message);
        break;
      case "finished":
        this.passEverythingOn();
        tell(message);
        this.end(false);
        break;
    }
  }

  /** How far output may be read that was told of at `headLength`: no further where a display stands before the rest. */
  private reached(headLength: number): number {
    const cells = this.link.block?.cells;
    if (cells === undefined) return headLength;
    // In this order: what was written by then, and only then whether a display may lie before some of it.
    const written = Atomics.load(cells, Cell.headLength);
    return Atomics.load(cells, Cell.displays) > this.displays ? headLength : written;
  }

  private readHead(until?: number): void {
    const block = this.link.block;
    if (block === null || this.reader === null) return;
    // First the flag, then the bytes: what is written in between is told of again.
    Atomics.store(block.cells, Cell.told, 0);
    this.outbox.add(this.reader.readNew(until));
  }

  private passEverythingOn(): void {
    this.readHead();
    if (this.link.block !== null) this.outbox.add(takeTail(this.link.block));
    this.outbox.flush();
  }
}

/** What workers need not compile again. */
async function compileModules(assets: BootAssets, names: readonly string[]): Promise<WorkerAssets | null> {
  try {
    const compiled = names.map(async (name) => [name, await WebAssembly.compile(assets[name] as ArrayBuffer)] as const);
    return Object.fromEntries(await Promise.all(compiled));
  } catch {
    return null;
  }
}

/** The workers of one language: the one that runs, and the next. */
class Broker {
  private readonly script: WorkerScript;
  private readonly modules: Promise<WorkerAssets | null>;
  /** The worker that the next run gets. */
  private link: WorkerLink;
  private current: BrokeredRun | null = null;

  constructor(
    private readonly recipe: WorkerRecipe,
    private readonly assets: BootAssets,
  ) {
    this.script = new WorkerScript(recipe.source);
    this.modules = compileModules(assets, recipe.modules ?? []);
    this.link = this.startWorker();
    void this.reportBoot();
  }

  private startWorker(): WorkerLink {
    return new WorkerLink(this.script, this.assets, this.modules, !this.recipe.workerPerRun);
  }

  private async reportBoot(): Promise<void> {
    const problem = await this.link.booted;
    if (problem !== null) tell({ kind: "bootFailed", message: problem });
    else tell({ kind: "booted", interactiveInput: this.link.block !== null });
  }

  async run(request: RunRequest, parts: BootAssets): Promise<void> {
    const { link } = this;
    await link.booted;
    this.current = new BrokeredRun(link, { request, parts }, this.recipe.interruptible, (isLost) => {
      this.current = null;
      if (!this.recipe.workerPerRun || isLost) return;
      // Not before: beside a run that goes on, the one that Stop will want is made, in another frame.
      link.end();
      this.link = this.startWorker();
    });
  }

  provideInput(line: string | null): void {
    this.current?.provideInput(line);
  }

  stop(): void {
    this.current?.stop();
  }
}

let broker: Broker | null = null;

/** Assets that have come in pieces. */
const gathered = new Map<string, Uint8Array<ArrayBuffer>>();

function gather(name: string, piece: ArrayBuffer, at: number, length: number): void {
  const asset = gathered.get(name) ?? new Uint8Array(length);
  asset.set(new Uint8Array(piece), at);
  gathered.set(name, asset);
}

function boot(recipe: WorkerRecipe, whole: BootAssets): Broker {
  const pieced = [...gathered].map(([name, { buffer }]): [string, ArrayBuffer] => [name, buffer]);
  gathered.clear();
  return new Broker(recipe, { ...whole, ...Object.fromEntries(pieced) });
}

pagePort.onmessage = ({ data }: MessageEvent<PageToBroker>) => {
  switch (data.kind) {
    case "piece":
      gather(data.name, data.bytes, data.at, data.length);
      break;
    case "boot":
      broker = boot(data.recipe, data.assets);
      break;
    case "run":
      void broker?.run(data.request, data.parts);
      break;
    case "input":
      broker?.provideInput(data.line);
      break;
    case "stop":
      broker?.stop();
      break;
    case "ping":
      tell({ kind: "pong" });
      break;
  }
};
tell({ kind: "hello" });
