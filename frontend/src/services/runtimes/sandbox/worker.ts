/**
 * The worker's side of the sandbox: every language's worker is one call of {@link serveLanguage}.
 *
 * User code shares this worker's globals and may replace any of them. So what reaches the broker goes over a private
 * port, and the few functions that touch the port were taken before any user code ran: a patched prototype never sees it.
 */
import type { RunRequest, RunResult, RuntimeStream } from "../contract";
import { MAX_DISPLAY_LENGTH, MAX_DISPLAYS_LENGTH, MIN_DISPLAY_LENGTH } from "./limits";
import type { BootAssets, BrokerToWorker, WorkerAssets, WorkerToBroker } from "./messages";
import { BLOCK_BYTES, Block, Cell, HeadReader, Input, readTail, TapeWriter } from "./tape";

const { load, store, exchange, wait } = Atomics;

/** What asking for a line may answer. `unavailable`: the prepared input is used up and nobody can be asked here. */
export type InputLine =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "end" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "unavailable" };

/** The sentence for a program that wants more input than was prepared, where nobody can be asked. */
export const INPUT_UNAVAILABLE =
  "the prepared input is used up, and this browser cannot wait for more: write all input lines before running";

/** What a language's worker may use. */
export interface WorkerHost {
  write(stream: RuntimeStream, bytes: Uint8Array): void;
  /**
   * Shows something beside the text, behind what was written before: an `OfferedDisplay` as JSON. False when it is too
   * large, or the run has shown too much; then nothing is shown.
   */
  display(json: string): boolean;
  /** Waits for a line; prepared lines come first. Blocks the worker. */
  readLine(): InputLine;
  /** Blocks for so long or until Stop; false when this worker cannot block without burning. */
  sleep(ms: number): boolean;
  /** Whether Stop was pressed during this run. */
  stopping(): boolean;
  /** One number that becomes 2 when the run should end; null without shared memory. */
  readonly interruptCell: Int32Array | null;
}

/** How a run ended; `renew` asks for a new worker before the next one. */
export type Ending = RunResult & { readonly renew: boolean };

export interface LanguageWorker {
  /**
   * Runs the code and calls `finish` once; what is written after that is lost. Never throws.
   * @param parts what the pack's `loadParts` found for this program and this worker has not been given before.
   */
  run(request: RunRequest, finish: (ending: Ending) => void, parts: BootAssets): void;
  /** Called on Stop when the worker's event loop is free. */
  interrupt?(): void;
}

type Boot = (assets: WorkerAssets, host: WorkerHost) => Promise<LanguageWorker>;
type Send = (message: WorkerToBroker) => void;

/**
 * The WebAssembly that the recipe names as a module; where the frame could not share it, its bytes are compiled here.
 * @throws TypeError when it is missing.
 */
export async function takeModule(assets: WorkerAssets, name: string): Promise<WebAssembly.Module> {
  const asset = assets[name];
  if (asset instanceof WebAssembly.Module) return asset;
  if (asset instanceof ArrayBuffer) return WebAssembly.compile(asset);
  throw new TypeError(`A part of the language is missing: ${name}.`);
}

/** Lines of prepared input; a newline at the end does not begin another line. */
function splitLines(stdin: string): string[] {
  const lines = stdin.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

export class Host implements WorkerHost {
  readonly interruptCell: Int32Array | null;
  private readonly block: Block;
  private readonly writer: TapeWriter;
  private readonly reader: HeadReader;
  private prepared: string[] = [];
  private shownLength = 0;
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly shared: SharedArrayBuffer | null,
    private readonly send: Send,
  ) {
    this.block = new Block(shared ?? new ArrayBuffer(BLOCK_BYTES));
    this.reader = new HeadReader(this.block);
    this.writer = new TapeWriter(
      this.block,
      () => this.tell(),
      () => send({ kind: "truncated" }),
    );
    this.interruptCell = shared === null ? null : this.block.cells.subarray(Cell.interrupt, Cell.interrupt + 1);
  }

  startRun(stdin: string): void {
    if (this.shared === null) this.block.clear();
    this.reader.restart();
    this.writer.restart();
    this.prepared = splitLines(stdin);
    this.shownLength = 0;
  }

  /** Without shared memory the broker cannot read the kept-back part: it goes with the run's last message. */
  endRun(): void {
    if (this.shared !== null) return;
    const bytes = readTail(this.block);
    if (bytes.length > 0) this.send({ kind: "output", bytes, headLength: null });
  }

  write(stream: RuntimeStream, bytes: Uint8Array): void {
    this.writer.write(stream, bytes);
  }

  display(json: string): boolean {
    const length = Math.max(json.length, MIN_DISPLAY_LENGTH);
    if (json.length > MAX_DISPLAY_LENGTH || this.shownLength + length > MAX_DISPLAYS_LENGTH) return false;
    this.shownLength += length;
    if (this.shared === null) {
      this.send({ kind: "display", json, headLength: null });
      return true;
    }
    const { cells } = this.block;
    // Before anything is written behind it, so that who reads that knows of the display.
    store(cells, Cell.displays, load(cells, Cell.displays) + 1);
    this.send({ kind: "display", json, headLength: load(cells, Cell.headLength) });
    store(cells, Cell.told, 0);
    return true;
  }

  private tell(): void {
    const { cells } = this.block;
    if (this.shared === null) this.send({ kind: "output", bytes: this.reader.readNew(), headLength: null });
    else if (exchange(cells, Cell.told, 1) === 0) {
      this.send({ kind: "output", bytes: null, headLength: load(cells, Cell.headLength) });
    }
  }

  readLine(): InputLine {
    const text = this.prepared.shift();
    if (text !== undefined) return { kind: "line", text };
    if (this.shared === null) return { kind: "unavailable" };
    const { cells, input } = this.block;
    if (this.stopping()) return { kind: "interrupted" };
    store(cells, Cell.input, Input.asked);
    this.send({ kind: "needInput" });
    while (load(cells, Cell.input) === Input.asked) wait(cells, Cell.input, Input.asked);
    switch (load(cells, Cell.input)) {
      case Input.line:
        // A decoder refuses shared memory, so it gets a copy.
        return {
          kind: "line",
          text: this.decoder.decode(new Uint8Array(input.subarray(0, load(cells, Cell.inputLength)))),
        };
      case Input.end:
        return { kind: "end" };
      default:
        return { kind: "interrupted" };
    }
  }

  stopping(): boolean {
    return load(this.block.cells, Cell.sleep) === 1;
  }

  sleep(ms: number): boolean {
    if (this.shared === null) return false;
    wait(this.block.cells, Cell.sleep, 0, ms);
    return true;
  }
}

/** Reads `event.data` without asking a prototype that user code may have replaced since. */
function dataReader(): (event: MessageEvent) => unknown {
  const get = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data")?.get;
  if (get === undefined) return (event) => event.data;
  return Function.prototype.call.bind(get);
}

/**
 * Connects a language to the broker: boots on its word, runs what it sends, reports how that ended.
 * @param peakMemory answers how many bytes have been taken; left out where that cannot be known.
 */
export function serveLanguage(boot: Boot, peakMemory?: () => number): void {
  globalThis.addEventListener("message", (event: MessageEvent<MessagePort>) => connect(event.data, boot, peakMemory), {
    once: true,
  });
}

function connect(port: MessagePort, boot: Boot, peakMemory: (() => number) | undefined): void {
  const send: Send = port.postMessage.bind(port);
  const readData = dataReader();
  let host: Host | null = null;
  let language: LanguageWorker | null = null;

  const start = async (assets: WorkerAssets, block: SharedArrayBuffer | null): Promise<void> => {
    try {
      host = new Host(block, send);
      language = await boot(assets, host);
      send({ kind: "booted" });
    } catch (error) {
      send({ kind: "bootFailed", message: error instanceof Error ? error.message : String(error) });
    }
  };

  const run = (request: RunRequest, parts: BootAssets): void => {
    if (host === null || language === null) return;
    const current = host;
    current.startRun(request.stdin);
    const finish = (ending: Ending): void => {
      current.endRun();
      // Where nothing was started, such as a program that could not be compiled, there is no peak.
      const peakMemoryBytes = peakMemory?.() ?? 0;
      send({ kind: "finished", ...ending, ...(peakMemoryBytes === 0 ? {} : { peakMemoryBytes }) });
    };
    language.run(request, finish, parts);
  };

  port.onmessage = (event) => {
    const message = readData(event) as BrokerToWorker;
    if (message.kind === "boot") void start(message.assets, message.block);
    else if (message.kind === "run") run(message.request, message.parts);
    else language?.interrupt?.();
  };
  send({ kind: "hello" });
}
