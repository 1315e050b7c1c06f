/** One sandbox frame on the page: an opaque-origin document with a broker inside, spoken to over a private port. */
import frameAddress, { previewAddress } from "virtual:sandbox-frame";
import brokerSource from "./broker.ts?sandboxed";
import { FRAME_DEADLINE_MS, PIECE_BYTES } from "./limits";
import { type BootAssets, type BrokerToPage, isBrokerMessage, type PageToBroker, type WorkerRecipe } from "./messages";

/** Thrown when a frame does not come up, which means that it was served wrongly or not at all. */
export class SandboxUnavailableError extends Error {
  override name = "SandboxUnavailableError";
}

let confined = false;

/**
 * Lets this page show no frame but the sandbox's two, so that none can be led elsewhere with something in its address.
 * The server's own policy cannot name the path, because it does not know by which host it is reached.
 */
function confineFrames(): void {
  if (confined) return;
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  // A policy names places without their queries.
  const places = [frameAddress, previewAddress].map((address) => {
    const { origin, pathname } = new URL(address, location.href);
    return origin + pathname;
  });
  meta.content = `frame-src ${places.join(" ")}`;
  document.head.append(meta);
  confined = true;
}

/** A frame that is up: what its broker says, and a way to it. */
export interface OpenFrame {
  readonly port: MessagePort;
  /** Ends everything inside at once. */
  remove(): void;
}

const isHello = (message: unknown): boolean =>
  typeof message === "object" && message !== null && "kind" in message && message.kind === "hello";

/** Which of the sandbox's documents a frame shows, and where. */
interface Framing {
  readonly address: string;
  /** Null for out of sight. */
  readonly place: HTMLElement | null;
}

/**
 * Opens an opaque-origin frame with this broker inside, whose first word is `hello`.
 * @throws SandboxUnavailableError when the frame gives no sign of life in time.
 */
export async function openFrame(
  broker: string,
  title: string,
  { address, place }: Framing = { address: frameAddress, place: null },
): Promise<OpenFrame> {
  confineFrames();
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.allow = "cross-origin-isolated";
  element.title = title;
  element.hidden = place === null;
  element.src = address;
  const { port1: port, port2 } = new MessageChannel();
  const remove = (): void => {
    port.close();
    element.remove();
  };
  const hello = new Promise<void>((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(new SandboxUnavailableError("The sandbox for running code did not start. Reload the page.")),
      FRAME_DEADLINE_MS,
    );
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isHello(data)) return;
      clearTimeout(deadline);
      resolve();
    };
  });
  element.addEventListener(
    "load",
    // An opaque origin has no name to aim at; the port makes everything after this private.
    () => element.contentWindow?.postMessage({ broker }, "*", [port2]),
    { once: true },
  );
  (place ?? document.body).append(element);
  try {
    await hello;
    return { port, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Resolves behind what waits for the page: keys first, and without the pause that timers in a row are given. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class SandboxFrame {
  onMessage: (message: BrokerToPage) => void = () => {};
  /** The names of the parts that were sent into it. */
  readonly given = new Set<string>();

  private constructor(private readonly frame: OpenFrame) {
    frame.port.onmessage = (event: MessageEvent<unknown>) => {
      if (isBrokerMessage(event.data)) this.onMessage(event.data);
    };
  }

  /** @throws SandboxUnavailableError when the frame gives no sign of life in time. */
  static async open(): Promise<SandboxFrame> {
    return new SandboxFrame(await openFrame(brokerSource, "Sandbox in which code runs"));
  }

  post(message: PageToBroker, transfer: Transferable[] = []): void {
    this.frame.port.postMessage(message, transfer);
  }

  /**
   * Starts a worker inside. What it boots with is copied, since the next frame will want it too; large parts in pieces with room
   * for keys between them, for a hundred megabytes in one go keep the page for a quarter of a second.
   */
  async boot(recipe: WorkerRecipe, assets: BootAssets): Promise<void> {
    const whole: Record<string, ArrayBuffer | string> = {};
    for (const [name, asset] of Object.entries(assets)) {
      if (typeof asset === "string" || asset.byteLength <= PIECE_BYTES) whole[name] = asset;
      else await this.bootPieces(name, asset);
    }
    this.post({ kind: "boot", recipe, assets: whole });
  }

  private async bootPieces(name: string, asset: ArrayBuffer): Promise<void> {
    const length = asset.byteLength;
    for (let at = 0; at < length; at += PIECE_BYTES) {
      const bytes = asset.slice(at, at + PIECE_BYTES);
      this.post({ kind: "piece", name, bytes, at, length }, [bytes]);
      await nextTask();
    }
  }

  /** Ends everything inside at once, endless loops included. Safe to call twice. */
  remove(): void {
    this.onMessage = () => {};
    this.frame.remove();
  }
}
