/** A socket over HTTP, for networks that block WebSockets: events down, posts up (docs/protocol.md, section 15). */
import { number, object, readJson, string } from "../../api/shape";
import type { Cancel, Clock } from "./clock";
import { type CloseMeaning, LOST, LOST_CODE } from "./closeCodes";
import type { Socket, SocketEvents, SocketFactory } from "./connection";
import { EventReader, type ServerSentEvent } from "./eventStream";
import { Posting } from "./posting";
import { clientFrame, closeCodeOf, OPCODE, readFrames, type WebSocketFrame } from "./webSocketFrames";

/** A stream whose first event takes longer is held back by something on the way (HT9). */
export const FIRST_EVENT_MS = 5_000;
/** How long the question may take whether the server answers at all. */
export const ASK_MS = 3_000;
/** Of the server's own heartbeat: after so much silence the stream is dead. */
const SILENT_HEARTBEATS = 1.5;

const HELD_BACK: CloseMeaning = { reason: "STREAM_HELD_BACK", next: "later" };

/** What the server tells first. */
const readOpening = object({ stream: string, heartbeatS: number });

export interface HttpSocketOptions {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

/** Opens sockets over HTTP under the addresses of WebSockets. */
export function httpSockets(options: HttpSocketOptions): SocketFactory {
  return (url, subprotocol, events) => new HttpSocket(url, subprotocol, events, options);
}

class HttpSocket implements Socket {
  readonly overHttp = true;
  #posting: Posting | null = null;
  #isOver = false;
  #heartbeatMs = 0;
  #alarm: Cancel;
  readonly #url: URL;
  readonly #events: SocketEvents;
  readonly #clock: Clock;
  readonly #fetch: typeof fetch;
  readonly #reader = new EventReader();
  readonly #abort = new AbortController();

  constructor(url: string, subprotocol: string, events: SocketEvents, { clock, fetch }: HttpSocketOptions) {
    this.#url = new URL(url.replace(/^ws/, "http"));
    this.#events = events;
    this.#clock = clock;
    this.#fetch = fetch;
    const address = new URL(this.#url);
    address.searchParams.set("protocol", subprotocol);
    this.#alarm = clock.after(FIRST_EVENT_MS, () => void this.#explainSilence());
    this.#listen(address).then(
      () => this.#end(LOST_CODE, LOST),
      () => this.#end(LOST_CODE, LOST),
    );
  }

  send(frame: Uint8Array): void {
    this.#posting?.push(clientFrame(frame));
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#alarm();
    this.#posting?.dispose();
    this.#abort.abort();
  }

  async #listen(address: URL): Promise<void> {
    const answer = await this.#fetch.call(globalThis, address, {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      signal: this.#abort.signal,
    });
    if (!answer.ok || answer.body === null) return;
    const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await parts.read(); !part.done; part = await parts.read()) {
      if (this.#posting !== null) this.#awaitLife();
      for (const event of this.#reader.read(part.value)) this.#take(event);
    }
  }

  #take({ type, data }: ServerSentEvent): void {
    if (this.#isOver) return;
    if (type === "open") this.#open(data);
    else if (type === "taken") this.#posting?.take(Number(data));
    else if (type === "") for (const frame of readFrames(fromBase64(data))) this.#hear(frame);
  }

  #open(data: string): void {
    const { stream, heartbeatS } = readJson(data, readOpening);
    this.#heartbeatMs = heartbeatS * 1_000;
    this.#posting = new Posting(
      stream,
      async (body, signal) => (await this.#fetch.call(globalThis, this.#url, { method: "POST", body, signal })).status,
      this.#clock,
      () => this.#end(LOST_CODE, LOST),
    );
    this.#awaitLife();
    this.#events.onOpen();
  }

  #hear({ opcode, payload }: WebSocketFrame): void {
    if (this.#isOver) return;
    if (opcode === OPCODE.ping) this.#posting?.push(clientFrame(payload, OPCODE.pong));
    else if (opcode === OPCODE.close) this.#end(closeCodeOf(payload));
    else if (opcode === OPCODE.binary) this.#events.onMessage(payload.buffer);
    else if (opcode === OPCODE.text) this.#events.onMessage(new TextDecoder().decode(payload));
  }

  /** The server pings who is silent and says what it took of who is not: it is never silent itself for long. */
  #awaitLife(): void {
    this.#alarm();
    this.#alarm = this.#clock.after(SILENT_HEARTBEATS * this.#heartbeatMs, () => this.#end(LOST_CODE, LOST));
  }

  async #explainSilence(): Promise<void> {
    const health = new URL(this.#url.pathname.replace(/\/ws\/sync\/[^/]*$/, "/health"), this.#url);
    const abort = new AbortController();
    this.#alarm = this.#clock.after(ASK_MS, () => abort.abort());
    try {
      const answer = await this.#fetch.call(globalThis, health, { cache: "no-store", signal: abort.signal });
      // It answers, and has not begun to tell: something on the way waits for an end that never comes.
      if (this.#posting === null) this.#end(LOST_CODE, answer.ok ? HELD_BACK : LOST);
    } catch {
      if (this.#posting === null) this.#end(LOST_CODE, LOST);
    }
  }

  #end(code: number, meaning?: CloseMeaning): void {
    if (this.#isOver) return;
    this.close();
    this.#events.onClose(code, meaning);
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
