/** One socket's life after another: connecting, silence, back-off, and the hints a browser gives. */
import type { Cancel, Clock } from "./clock";
import { type Afterwards, type CloseMeaning, LOST, meaningOf } from "./closeCodes";
import type { ConnectionState } from "./types";

/** From opening a socket until the server's `welcome`; a proxy may accept and then say nothing. */
export const OPENING_TIMEOUT_MS = 15_000;
/** After this long without a frame the server is asked whether it is there. */
export const SILENCE_MS = 25_000;
/** How long its answer may take. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** A connection that lived this long was good: the next failure starts counting anew. */
export const STABLE_AFTER_MS = 5_000;

/** The longest pause before the first retry. */
export const FIRST_RETRY_MS = 500;
/** Spread, so that a room does not return in one instant after its server was away. */
export const JITTER_MS = 2_000;
const BACKOFF_BASE_MS = 500;
const BACKOFF_LIMIT_MS = 15_000;
/** The least pause where the server asked to be left alone for a while. */
export const LATER_MS = 5_000;

/** What a socket tells. Nothing comes after `onClose`. */
export interface SocketEvents {
  onOpen(): void;
  onMessage(data: unknown): void;
  /** `meaning` is given where the code does not say it. */
  onClose(code: number, meaning?: CloseMeaning): void;
}

/** An open or opening socket. `send` does nothing while it is not open. */
export interface Socket {
  /** Whether it goes over HTTP, because the network lets no WebSocket through. */
  readonly overHttp?: boolean;
  send(frame: Uint8Array): void;
  close(): void;
}

/** Opens a socket whose events come later, never during the call; binary messages come as `ArrayBuffer`. */
export type SocketFactory = (url: string, subprotocol: string, events: SocketEvents) => Socket;

/**
 * What the browser tells of the network: `onLikely` when trying now is likely to help, `onDoubtful` when a connection that looks
 * alive may have ended. Returns the undo.
 */
export type Hints = (onLikely: () => void, onDoubtful: () => void) => () => void;

export interface ConnectionOptions {
  readonly url: string;
  readonly subprotocol: string;
  readonly openSocket: SocketFactory;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly hints: Hints;
  /** The socket is open; the greeting can be sent. */
  readonly onOpen: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  /** A frame that was not binary. */
  readonly onText: () => void;
  readonly onState: (state: ConnectionState) => void;
  /** Asks the server for a sign of life; false where there is nothing to ask. */
  readonly probe: () => boolean;
}

/** How long to wait before a retry, in milliseconds. `attempt` counts from 1, `random` is from 0 to below 1. */
export function retryDelay(attempt: number, next: Afterwards, random: number): number {
  const least = next === "later" ? LATER_MS : 0;
  if (attempt <= 1) return least + random * FIRST_RETRY_MS;
  return least + Math.min(BACKOFF_LIMIT_MS, BACKOFF_BASE_MS * 2 ** (attempt - 2)) + random * JITTER_MS;
}

export class Connection {
  #state: ConnectionState = { kind: "connecting", attempt: 0 };
  #socket: Socket | null = null;
  #turn = 0;
  #failures = 0;
  #liveSince: number | null = null;
  #timer: Cancel = () => {};
  #disposed = false;
  readonly #options: ConnectionOptions;
  readonly #forgetHints: () => void;

  /** Does not connect yet. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#forgetHints = options.hints(
      () => this.#takeHint(),
      () => this.#takeDoubt(),
    );
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Opens the first socket, or another one now where the connection waits or is closed. */
  connect(): void {
    if (this.#disposed || this.#socket !== null) return;
    if (this.#state.kind === "closed") this.#failures = 0;
    this.#open();
  }

  /** The server has welcomed us. */
  markLive(): void {
    if (this.#socket === null || this.#state.kind !== "connecting") return;
    this.#liveSince = this.#options.clock.now();
    this.#awaitSilence();
    this.#become({ kind: "live", overHttp: this.#socket.overHttp ?? false });
  }

  /** Sends where the socket is open; otherwise the bytes are gone, as a lost frame would be. */
  send(frame: Uint8Array): void {
    this.#socket?.send(frame);
  }

  /** Gives up this socket and opens another soon. */
  drop(meaning: CloseMeaning = LOST): void {
    if (this.#socket === null) return;
    this.#abandon();
    this.#afterLoss(meaning);
  }

  /** Closes for good. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#forgetHints();
    this.#timer();
    this.#abandon();
  }

  #open(): void {
    const { url, subprotocol, openSocket, clock } = this.#options;
    this.#timer();
    this.#become({ kind: "connecting", attempt: this.#failures });
    // Each listener looks whether its socket still is the one: what a replaced socket says is nobody's business.
    const turn = ++this.#turn;
    const events: SocketEvents = {
      onOpen: () => {
        if (turn === this.#turn) this.#options.onOpen();
      },
      onMessage: (data) => {
        if (turn === this.#turn) this.#receive(data);
      },
      onClose: (code, meaning = meaningOf(code)) => {
        if (turn !== this.#turn) return;
        this.#abandon();
        this.#afterLoss(meaning);
      },
    };
    try {
      this.#socket = openSocket(url, subprotocol, events);
    } catch {
      // A browser throws where policy forbids the address; it may be allowed again later (an extension, a proxy).
      this.#afterLoss(LOST);
      return;
    }
    this.#timer = clock.after(OPENING_TIMEOUT_MS, () => this.drop());
  }

  #receive(data: unknown): void {
    if (this.#state.kind === "live") this.#awaitSilence();
    if (data instanceof ArrayBuffer) this.#options.onFrame(new Uint8Array(data));
    else this.#options.onText();
  }

  #awaitSilence(): void {
    this.#timer();
    this.#timer = this.#options.clock.after(SILENCE_MS, () => this.#askForLife());
  }

  #askForLife(): void {
    this.#timer();
    if (this.#options.probe()) this.#timer = this.#options.clock.after(ANSWER_TIMEOUT_MS, () => this.drop());
    else this.#awaitSilence();
  }

  #takeHint(): void {
    if (this.#state.kind === "waiting") this.connect();
    // The network may have changed under a socket that looks alive.
    else this.#takeDoubt();
  }

  #takeDoubt(): void {
    if (this.#state.kind === "live") this.#askForLife();
  }

  #afterLoss(meaning: CloseMeaning): void {
    const { clock, random } = this.#options;
    this.#timer();
    if (this.#disposed) return;
    if (meaning.next === "stop") {
      this.#liveSince = null;
      this.#become({ kind: "closed", reason: meaning.reason });
      return;
    }
    const wasStable = this.#liveSince !== null && clock.now() - this.#liveSince >= STABLE_AFTER_MS;
    this.#liveSince = null;
    this.#failures = wasStable ? 1 : this.#failures + 1;
    const delay = retryDelay(this.#failures, meaning.next, random());
    this.#timer = clock.after(delay, () => this.connect());
    this.#become({ kind: "waiting", retryAt: clock.now() + delay, attempt: this.#failures, reason: meaning.reason });
  }

  #abandon(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#turn++;
    socket?.close();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** The hints of this browser: it has lost its network or has it again, or the person looks at the page again. */
export const browserHints: Hints = (onLikely, onDoubtful) => {
  if (typeof window === "undefined") return () => {};
  const onVisible = () => {
    if (document.visibilityState === "visible") onLikely();
  };
  window.addEventListener("online", onLikely);
  window.addEventListener("offline", onDoubtful);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    window.removeEventListener("online", onLikely);
    window.removeEventListener("offline", onDoubtful);
    document.removeEventListener("visibilitychange", onVisible);
  };
};

/** A WebSocket of this browser. */
export const browserSocket: SocketFactory = (url, subprotocol, events) => {
  const socket = new WebSocket(url, subprotocol);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => events.onOpen();
  socket.onmessage = (event: MessageEvent<unknown>) => events.onMessage(event.data);
  // `close` follows each `error`, and says more.
  socket.onclose = (event) => events.onClose(event.code);
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame.slice());
    },
    close: () => socket.close(),
  };
};
