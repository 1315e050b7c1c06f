/** One sandbox frame on the page: an opaque-origin document with a broker inside, spoken to over a private port. */
import frameAddress, { previewAddress } from "virtual:sandbox-frame";
import brokerSource from "./broker.ts?sandboxed";
import { FRAME_DEADLINE_MS } from "./limits";
import { type BrokerToPage, isBrokerMessage, type PageToBroker } from "./messages";

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

  post(message: PageToBroker): void {
    this.frame.port.postMessage(message);
  }

  /** Ends everything inside at once, endless loops included. Safe to call twice. */
  remove(): void {
    this.onMessage = () => {};
    this.frame.remove();
  }
}
