/** What the room sends on its connection, and how far the server says that it is saved (docs/protocol.md SV1). */
import { type ClientMessage, encodeClientMessage, type TextMessage } from "./protocol";
import type { Proposal } from "./types";

export class Sending {
  /** Frames with a change sent on this connection, the last of them that carried an event, and how many are saved. */
  #sent = 0;
  #lastEvent = 0;
  #saved = 0;
  #hasTrouble = false;
  #nextRef = 0;
  readonly #transmit: (frame: Uint8Array) => void;

  constructor(transmit: (frame: Uint8Array) => void) {
    this.#transmit = transmit;
  }

  /** How many frames of this connection the server has saved. */
  get savedFrames(): number {
    return this.#saved;
  }

  /** Whether the server says that its writes fail (SV3). */
  get hasTrouble(): boolean {
    return this.#hasTrouble;
  }

  get hasUnsavedEvents(): boolean {
    return this.#lastEvent > this.#saved;
  }

  /** The connection is gone: the next one counts from zero. */
  reset(): void {
    this.#sent = this.#lastEvent = this.#saved = 0;
    this.#hasTrouble = false;
  }

  takeSaved(count: number, hasTrouble: boolean): void {
    this.#saved = Math.max(this.#saved, count);
    this.#hasTrouble = hasTrouble;
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
