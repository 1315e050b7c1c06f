/**
 * The upward half of a connection over HTTP: bytes in numbered posts, each sent until the server says that it was taken
 * (docs/protocol.md, HT3 and HT4).
 */
import * as encoding from "lib0/encoding";
import type { Cancel, Clock } from "./clock";

/** Posts that may be on their way at once. More would take the connections that the page's other requests need. */
export const MAX_UNTAKEN = 3;
/** What comes sooner behind a post waits for more, so that typing costs no request a key. */
export const GATHER_MS = 25;
/** Long frames are cut: on a slow line the server hears that something is coming. */
export const MAX_POST_BYTES = 128 * 1024;
/** How long a post may take to arrive. */
export const POST_TIMEOUT_MS = 10_000;
/** After this long a post that arrived, and of which the server says nothing, is sent again. */
export const RESEND_MS = 3_000;
/** After this long one that did not arrive is; doubled each time, up to `RESEND_MS`. */
export const RETRY_MS = 250;
/** A post that was not taken for so long ends the connection. */
export const GIVE_UP_MS = 30_000;

const ACCEPTED = 202;
/** What is refused with these is never taken, however often it is sent. */
const FINAL: ReadonlySet<number> = new Set([400, 403, 404, 405, 410, 413, 422]);

/** Sends a body and resolves with the answer's status; rejects where none came. */
export type SendBody = (body: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<number>;

interface Post {
  readonly number: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly since: number;
  tries: number;
  cancel: Cancel;
}

export class Posting {
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #last = 0;
  #postedAt = Number.NEGATIVE_INFINITY;
  #gathering: Cancel | null = null;
  #isScheduled = false;
  #isOver = false;
  readonly #untaken = new Map<number, Post>();
  readonly #stream: string;
  readonly #send: SendBody;
  readonly #clock: Clock;
  readonly #onFailure: () => void;

  /** `onFailure` is called once, when what was posted can never be taken. */
  constructor(stream: string, send: SendBody, clock: Clock, onFailure: () => void) {
    this.#stream = stream;
    this.#send = send;
    this.#clock = clock;
    this.#onFailure = onFailure;
  }

  /** Takes bytes to the server, behind all before them. */
  push(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length; at += MAX_POST_BYTES) this.#waiting.push(bytes.slice(at, at + MAX_POST_BYTES));
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // What is pushed in one go leaves in one post. No timer: those of a tab in the background may wait for a minute.
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#goOn();
    });
  }

  /** The server has taken all posts up to this number. */
  take(number: number): void {
    for (const [each, post] of this.#untaken) {
      if (each > number) continue;
      post.cancel();
      this.#untaken.delete(each);
    }
    this.#goOn();
  }

  /** Sends nothing more. */
  dispose(): void {
    this.#isOver = true;
    this.#gathering?.();
    for (const post of this.#untaken.values()) post.cancel();
    this.#untaken.clear();
  }

  #goOn(): void {
    if (this.#isOver || this.#waiting.length === 0 || this.#untaken.size >= MAX_UNTAKEN || this.#gathering !== null)
      return;
    const pause = this.#postedAt + GATHER_MS - this.#clock.now();
    if (pause <= 0) {
      this.#postNext();
      return;
    }
    this.#gathering = this.#clock.after(pause, () => {
      this.#gathering = null;
      this.#goOn();
    });
  }

  #postNext(): void {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, this.#stream);
    encoding.writeVarUint(out, ++this.#last);
    let size = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (size > 0 && size + next.length > MAX_POST_BYTES) break;
      encoding.writeUint8Array(out, next);
      size += next.length;
      this.#waiting.shift();
    }
    this.#postedAt = this.#clock.now();
    const body = encoding.toUint8Array(out).slice();
    const post: Post = { number: this.#last, body, since: this.#postedAt, tries: 0, cancel: () => {} };
    this.#untaken.set(post.number, post);
    this.#try(post);
    this.#goOn();
  }

  #try(post: Post): void {
    if (this.#clock.now() - post.since >= GIVE_UP_MS) {
      this.#fail();
      return;
    }
    post.tries++;
    const abort = new AbortController();
    const stopWaiting = this.#clock.after(POST_TIMEOUT_MS, () => abort.abort());
    post.cancel = () => {
      stopWaiting();
      abort.abort();
    };
    const settle = (status: number) => {
      stopWaiting();
      if (this.#untaken.get(post.number) !== post) return;
      if (FINAL.has(status)) {
        this.#fail();
        return;
      }
      const pause = status === ACCEPTED ? RESEND_MS : Math.min(RESEND_MS, RETRY_MS * 2 ** (post.tries - 1));
      post.cancel = this.#clock.after(pause, () => this.#try(post));
    };
    this.#send(post.body, abort.signal).then(settle, () => settle(0));
  }

  #fail(): void {
    if (this.#isOver) return;
    this.dispose();
    this.#onFailure();
  }
}
