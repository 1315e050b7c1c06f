/** One worker as the broker sees it: started, spoken to over a private port, ended. Runs inside the frame. */
import type { BootAssets, BrokerToWorker, WorkerAssets, WorkerToBroker } from "./messages";
import { hasSharedMemory } from "./sharedMemory";
import { BLOCK_BYTES, Block } from "./tape";

const SCRIPT = "text/javascript";

/** Where workers find their script: made once, for all of them. */
export class WorkerScript {
  private blobUrl: string | null = null;

  constructor(private readonly source: string) {}

  /** A browser that has no blob worker in an opaque frame (WebKit) takes the same script as a data URL. */
  addresses(): (() => string)[] {
    return [
      () => {
        this.blobUrl ??= URL.createObjectURL(new Blob([this.source], { type: SCRIPT }));
        return this.blobUrl;
      },
      () => `data:${SCRIPT};charset=utf-8,${encodeURIComponent(this.source)}`,
    ];
  }
}

export class WorkerLink {
  /** Null where the browser gives no shared memory. */
  readonly block: Block | null;
  /** Resolves with null once the worker can run, or with what went wrong. */
  readonly booted: Promise<string | null>;
  onMessage: (message: WorkerToBroker) => void = () => {};
  private readonly urls: (() => string)[];
  /** Before the other kind of worker is tried, which no module can be posted to. */
  private sharesModules = true;
  private port: MessagePort | null = null;
  private worker: Worker | null = null;
  private settle: (problem: string | null) => void = () => {};

  constructor(
    script: WorkerScript,
    private readonly assets: BootAssets,
    /** The assets among them that are compiled; null where one is wrong, which the worker will say. */
    private readonly modules: Promise<WorkerAssets | null>,
    private readonly transferAssets: boolean,
  ) {
    this.block = hasSharedMemory() ? new Block(new SharedArrayBuffer(BLOCK_BYTES)) : null;
    this.booted = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.urls = script.addresses();
    this.launch();
  }

  post(message: BrokerToWorker, transfer: Transferable[] = []): void {
    this.port?.postMessage(message, transfer);
  }

  end(): void {
    this.onMessage = () => {};
    this.port?.close();
    this.worker?.terminate();
  }

  /** Tries the next kind of URL. What a worker posts to its parent is never listened to: only the port counts. */
  private launch(): void {
    const url = this.urls.shift();
    if (url === undefined) {
      this.settle("The browser could not start the runtime's worker.");
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<WorkerToBroker>) => this.receive(event.data);
    this.port = port1;
    try {
      this.worker = new Worker(url());
      this.worker.onerror = () => this.launchNext();
      this.worker.postMessage(port2, [port2]);
    } catch {
      this.launchNext();
    }
  }

  private launchNext(): void {
    this.sharesModules = false;
    this.launch();
  }

  private receive(message: WorkerToBroker): void {
    switch (message.kind) {
      case "hello":
        void this.boot();
        break;
      case "booted":
        this.settle(null);
        break;
      case "bootFailed":
        this.settle(message.message);
        break;
      default:
        this.onMessage(message);
    }
  }

  private async boot(): Promise<void> {
    // From here on an error event is user code's and says nothing of the worker.
    if (this.worker !== null) this.worker.onerror = (event) => event.preventDefault();
    const assets = { ...this.assets, ...(this.sharesModules ? await this.modules : null) };
    const buffers = Object.values(assets).filter((asset) => asset instanceof ArrayBuffer);
    const block = this.block === null ? null : (this.block.buffer as SharedArrayBuffer);
    this.post({ kind: "boot", assets, block }, this.transferAssets ? buffers : []);
  }
}
