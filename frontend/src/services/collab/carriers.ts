/** Which way a page's frames take: a WebSocket, or HTTP where the network lets no WebSocket through (docs/protocol.md, HT8). */
import { type Cancel, type Clock, systemClock } from "./clock";
import { CLOSE_CODES, type CloseMeaning, LOST_CODE } from "./closeCodes";
import { browserSocket, type Socket, type SocketEvents, type SocketFactory } from "./connection";
import { httpSockets } from "./httpSocket";

/** From opening a WebSocket until its first message: a proxy may take it and pass on nothing. */
export const WEBSOCKET_PATIENCE_MS = 8_000;
/** When a page that goes over HTTP looks for the first time whether WebSockets are let through by now; doubled each time. */
export const FIRST_LOOK_MS = 15_000;
export const LONGEST_LOOK_MS = 15 * 60_000;
/** What closes the socket of a session that is not there: it came from the server, so a WebSocket reaches it. */
const NO_SUCH_SESSION = 4404;

const MOVE: CloseMeaning = { reason: "RESYNC", next: "at once" };

export interface CarriersOptions {
  readonly webSocket: SocketFactory;
  readonly http: SocketFactory;
  readonly clock: Clock;
}

/** Remembers for the page's life which way was found to work. */
export class Carriers {
  #blocked = false;
  #nextLookMs = FIRST_LOOK_MS;
  readonly #options: CarriersOptions;

  constructor(options: CarriersOptions) {
    this.#options = options;
  }

  /**
   * Opens a socket by the way that works. Where a WebSocket ends before its first message, the same attempt goes on over
   * HTTP; `onOpen` may then come again, and what was sent before is gone.
   */
  readonly open: SocketFactory = (url, subprotocol, events) => {
    const socket = new CarriedSocket(url, subprotocol, events, this, this.#options);
    if (this.#blocked) socket.goOverHttp();
    else socket.goByWebSocket();
    return socket;
  };

  /** HTTP has brought a message where a WebSocket brought none. */
  foundBlocked(): void {
    this.#blocked = true;
  }

  /** A WebSocket may be let through. */
  forget(): void {
    this.#blocked = false;
  }

  /** How long to wait before the next look. */
  takeLookPause(): number {
    const pause = this.#nextLookMs;
    this.#nextLookMs = Math.min(LONGEST_LOOK_MS, 2 * pause);
    return pause;
  }
}

class CarriedSocket implements Socket {
  #current: Socket | null = null;
  #overHttp = false;
  #heard = false;
  #isOver = false;
  #timer: Cancel = () => {};
  #look: Socket | null = null;

  constructor(
    readonly url: string,
    readonly subprotocol: string,
    readonly events: SocketEvents,
    readonly carriers: Carriers,
    readonly options: CarriersOptions,
  ) {}

  get overHttp(): boolean {
    return this.#overHttp;
  }

  send(frame: Uint8Array): void {
    this.#current?.send(frame);
  }

  close(): void {
    this.#isOver = true;
    this.#timer();
    this.#current?.close();
    this.#look?.close();
  }

  goByWebSocket(): void {
    const { webSocket, clock } = this.options;
    // A WebSocket that is given up still tells of its end.
    let isGivenUp = false;
    const goOn = () => {
      isGivenUp = true;
      this.#current?.close();
      this.goOverHttp();
    };
    this.#timer = clock.after(WEBSOCKET_PATIENCE_MS, goOn);
    const events: SocketEvents = {
      onOpen: () => {
        if (!isGivenUp) this.events.onOpen();
      },
      onMessage: (data) => {
        if (isGivenUp) return;
        this.#hear(data);
      },
      onClose: (code) => {
        if (isGivenUp || this.#isOver) return;
        this.#timer();
        // A code of the protocol comes from the server: it was reached, and says no.
        if (this.#heard || CLOSE_CODES.has(code)) this.events.onClose(code);
        else goOn();
      },
    };
    try {
      this.#current = webSocket(this.url, this.subprotocol, events);
    } catch {
      // A browser throws where policy forbids the address.
      goOn();
    }
  }

  goOverHttp(): void {
    this.#overHttp = true;
    this.#current = this.options.http(this.url, this.subprotocol, {
      onOpen: () => this.events.onOpen(),
      onMessage: (data) => {
        if (!this.#heard) this.#stay();
        this.#hear(data);
      },
      onClose: (code, meaning) => {
        this.#timer();
        this.#look?.close();
        // Neither way works, or this one no longer: the next attempt begins with a WebSocket.
        if (!this.#heard) this.carriers.forget();
        this.events.onClose(code, meaning);
      },
    });
  }

  #hear(data: unknown): void {
    if (!this.#heard && !this.#overHttp) this.#timer();
    this.#heard = true;
    this.events.onMessage(data);
  }

  #stay(): void {
    this.carriers.foundBlocked();
    this.#lookLater();
  }

  #lookLater(): void {
    this.#timer = this.options.clock.after(this.carriers.takeLookPause(), () => this.#lookAgain());
  }

  /** Asks by WebSocket for a session that is not there: an answer shows that both directions are open. */
  #lookAgain(): void {
    const address = this.url.replace(/[^/]*$/, "is-anybody-there");
    const timeOut = this.options.clock.after(WEBSOCKET_PATIENCE_MS, () => end(LOST_CODE));
    const end = (code: number) => {
      timeOut();
      const look = this.#look;
      if (look === null) return;
      this.#look = null;
      look.close();
      if (this.#isOver) return;
      if (code === NO_SUCH_SESSION) this.#move();
      else this.#lookLater();
    };
    try {
      this.#look = this.options.webSocket(address, this.subprotocol, {
        onOpen: () => {},
        onMessage: () => {},
        onClose: end,
      });
    } catch {
      timeOut();
      this.#lookLater();
    }
  }

  #move(): void {
    this.carriers.forget();
    this.#current?.close();
    this.events.onClose(LOST_CODE, MOVE);
  }
}

/** The ways of this page. */
export const browserCarriers = new Carriers({
  webSocket: browserSocket,
  http: httpSockets({ clock: systemClock, fetch: globalThis.fetch }),
  clock: systemClock,
});
