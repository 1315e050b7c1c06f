/** One sandbox frame on the page: an opaque-origin document with a broker inside, spoken to over a private port. */
import address from "virtual:sandbox-frame";
import brokerSource from "./broker.ts?sandboxed";
import { FRAME_DEADLINE_MS } from "./limits";
import { type BrokerToPage, isBrokerMessage, type PageToBroker } from "./messages";

/** Thrown when a frame does not come up, which means that it was served wrongly or not at all. */
export class SandboxUnavailableError extends Error {
  override name = "SandboxUnavailableError";
}

let confined = false;

/**
 * Lets this page show no frame but the sandbox, so that none can be led elsewhere with something in its address.
 * The server's own policy cannot name the path, because it does not know by which host it is reached.
 */
function confineFrames(): void {
  if (confined) return;
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  // A policy names places without their queries.
  const { origin, pathname } = new URL(address, location.href);
  meta.content = `frame-src ${origin}${pathname}`;
  document.head.append(meta);
  confined = true;
}

export class SandboxFrame {
  onMessage: (message: BrokerToPage) => void = () => {};
  /** The names of the parts that were sent into it. */
  readonly given = new Set<string>();

  private constructor(
    private readonly element: HTMLIFrameElement,
    private readonly port: MessagePort,
  ) {
    port.onmessage = (event: MessageEvent<unknown>) => {
      if (isBrokerMessage(event.data)) this.onMessage(event.data);
    };
  }

  /** @throws SandboxUnavailableError when the frame gives no sign of life in time. */
  static async open(): Promise<SandboxFrame> {
    confineFrames();
    const element = document.createElement("iframe");
    element.setAttribute("sandbox", "allow-scripts");
    element.allow = "cross-origin-isolated";
    element.title = "Sandbox in which code runs";
    element.hidden = true;
    element.src = address;
    const { port1, port2 } = new MessageChannel();
    const frame = new SandboxFrame(element, port1);
    try {
      await frame.awaitHello(port2);
      return frame;
    } catch (error) {
      frame.remove();
      throw error;
    }
  }

  post(message: PageToBroker): void {
    this.port.postMessage(message);
  }

  /** Ends everything inside at once, endless loops included. Safe to call twice. */
  remove(): void {
    this.onMessage = () => {};
    this.port.close();
    this.element.remove();
  }

  private awaitHello(brokerPort: MessagePort): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new SandboxUnavailableError("The sandbox for running code did not start. Reload the page.")),
        FRAME_DEADLINE_MS,
      );
      this.onMessage = (message) => {
        if (message.kind !== "hello") return;
        clearTimeout(deadline);
        resolve();
      };
      this.element.addEventListener(
        "load",
        // An opaque origin has no name to aim at; the port makes everything after this private.
        () => this.element.contentWindow?.postMessage({ broker: brokerSource }, "*", [brokerPort]),
        { once: true },
      );
      document.body.append(this.element);
    });
  }
}
