/** What the room sends on its connection, and how far the server says that it is saved (docs/protocol.md SV1). */
import { type ClientMessage, encodeClientMessage, type TextMessage } from "./protocol";
import type { Proposal, Trouble } from "./types";

export class Sending {
  /** Frames with a change sent on this connection, the last of them that carried an event, and how many are saved. */
  #sent = 0;
  #lastEvent = 0;
  #saved = 0;
  #trouble: Trouble = "none";
  #nextRef = 0;
  readonly #transmit: (frame: Uint8Array) => void;

  constructor(transmit: (frame: Uint8Array) => void) {
    this.#transmit = transmit;
  }

  /** How many frames of this connection the server has saved. */
  get savedFrames(): number {
    return this.#saved;
  }

  /** What the server says of its storage (SV3 to SV6). */
  get trouble(): Trouble {
    return this.#trouble;
  }

  /** Whether the server refuses every edit and event now (SV4, SV5). */
  get takesNothing(): boolean {
    return this.#trouble === "paused" || this.#trouble === "damaged";
  }

  get hasUnsavedEvents(): boolean {
    return this.#lastEvent > this.#saved;
  }

  /** The connection is gone: the next one counts from zero. */
  reset(): void {
    this.#sent = this.#lastEvent = this.#saved = 0;
    this.#trouble = "none";
  }

  takeSaved(count: number, trouble: Trouble): void {
    this.#saved = Math.max(this.#saved, count);
    this.#trouble = trouble;
  }

  /** Sends what carries no change. */
  send(message: ClientMessage): void {
    this.#transmit(encodeClientMessage(message));
  }

  /** Sends a message about a text; returns how many frames with a change were sent, this one included. */
  sendOfText(text: string, message: TextMessage): number {
    if (message.kind === "step2" || message.kind === "update") this.#sent++;
    this.send({ kind: "text", text, message });
    return this.#sent;
  }

  /** Sends an event; returns how many frames with a change were sent, this one included. */
  sendEvent(proposal: Proposal): number {
    this.#sent++;
    this.#lastEvent = this.#sent;
    this.send({ kind: "event", proposal, ref: this.#nextRef++ });
    return this.#sent;
  }
}
