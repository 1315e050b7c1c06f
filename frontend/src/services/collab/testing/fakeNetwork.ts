/** A network in memory: sockets whose frames wait in line until the test delivers them, or cuts the wire. */
import type { Socket, SocketEvents, SocketFactory } from "../connection";

/** The server's end of one socket. */
export interface Wire {
  readonly url: string;
  /** Sends to the page; waits in line like everything else. */
  send(frame: Uint8Array): void;
  /** Closes with a code. */
  close(code: number): void;
}

/** What accepts sockets. */
export interface Accepter {
  opened(wire: Wire): void;
  received(wire: Wire, frame: Uint8Array): void;
  closed(wire: Wire): void;
}

export class FakeNetwork {
  /** Whether anything arrives. While false, connecting fails. */
  isUp = true;
  /** How many sockets were opened in all. */
  opened = 0;
  readonly #accepter: Accepter;
  #line: (() => void)[] = [];
  readonly #cuts = new Set<() => void>();

  constructor(accepter: Accepter) {
    this.#accepter = accepter;
  }

  readonly openSocket: SocketFactory = (url, _subprotocol, events) => {
    this.opened++;
    return this.#open(url, events);
  };

  /** Cuts all sockets, as a dead network does: both ends see a close without a frame. */
  cut(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  /** Delivers what is in line and what follows from it, until the line is empty and all promises are settled. */
  async settle(): Promise<void> {
    let quiet = 0;
    while (quiet < 3) {
      quiet = this.#line.length === 0 ? quiet + 1 : 0;
      for (let next = this.#line.shift(); next !== undefined; next = this.#line.shift()) next();
      // One turn of the event loop lets promises and fake-indexeddb go on.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #open(url: string, events: SocketEvents): Socket {
    let state: "opening" | "open" | "closing" | "closed" = "opening";
    const end = (code: number) => {
      if (state === "closed") return;
      const before = state;
      state = "closed";
      this.#cuts.delete(cut);
      if (before !== "opening") this.#accepter.closed(wire);
      if (before !== "closing") events.onClose(code);
    };
    const cut = () => end(1006);
    const wire: Wire = {
      url,
      send: (frame) => {
        const copy = frame.slice().buffer;
        this.#line.push(() => {
          if (state === "open") events.onMessage(copy);
        });
      },
      close: (code) => {
        this.#line.push(() => end(code));
      },
    };
    this.#cuts.add(cut);
    this.#line.push(() => {
      if (state !== "opening") return;
      if (!this.isUp) {
        end(1006);
        return;
      }
      state = "open";
      this.#accepter.opened(wire);
      events.onOpen();
    });
    return {
      send: (frame) => {
        if (state !== "open") return;
        const copy = frame.slice();
        this.#line.push(() => {
          if (state === "open" || state === "closing") this.#accepter.received(wire, copy);
        });
      },
      close: () => {
        if (state === "closed" || state === "closing") return;
        const wasOpen = state === "open";
        state = wasOpen ? "closing" : "closed";
        // What was sent before arrives before the close does.
        if (wasOpen) this.#line.push(() => end(1005));
        else this.#cuts.delete(cut);
      },
    };
  }
}
