/** The codec of docs/protocol.md: bytes to and from one union a direction. Frames are read whole or not at all. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readJson, ShapeError } from "../../api/shape";
import type { Door, Proposal, Trouble } from "./types";
import {
  type LogEntry,
  type RefusalNotice,
  readDoor,
  readLogEntry,
  readNotice,
  readWelcome,
  type Welcome,
} from "./wireShapes";

export const SUBPROTOCOL = "algoroom.v1";
export const MAX_FRAME_BYTES = 1 << 20;
/** Clients in one awareness update that this page is willing to read; a room has at most 200 peers. */
const MAX_AWARENESS_ENTRIES = 4_096;

/** Section 2 of docs/protocol.md. */
export const MESSAGE = {
  sync: 0,
  awareness: 1,
  queryAwareness: 3,
  text: 100,
  event: 101,
  saved: 102,
  hello: 103,
  notice: 104,
  check: 105,
  door: 106,
} as const;
const SYNC = { step1: 0, step2: 1, update: 2 } as const;
/** By its number in `saved` (SV3 to SV5). */
const TROUBLES: readonly Trouble[] = ["none", "failing", "paused", "damaged"];

/** What may be said about one text. */
export type TextMessage =
  | { readonly kind: "step1"; readonly stateVector: Uint8Array }
  | { readonly kind: "step2"; readonly update: Uint8Array }
  | { readonly kind: "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly update: Uint8Array };

export interface Hello {
  readonly name: string;
  readonly key?: string;
  readonly hostKey?: string;
  readonly ticket?: string;
  readonly clients?: readonly number[];
}

export type ClientMessage =
  | { readonly kind: "hello"; readonly hello: Hello }
  | { readonly kind: "text"; readonly text: string; readonly message: TextMessage }
  | { readonly kind: "event"; readonly proposal: Proposal; readonly ref: number };

export type ServerMessage =
  | { readonly kind: "welcome"; readonly welcome: Welcome }
  | { readonly kind: "door"; readonly door: Door }
  | { readonly kind: "text"; readonly text: string; readonly message: TextMessage }
  | { readonly kind: "event"; readonly entry: LogEntry }
  | { readonly kind: "saved"; readonly count: number; readonly trouble: Trouble }
  | { readonly kind: "notice"; readonly notice: RefusalNotice }
  | { readonly kind: "check"; readonly text: string; readonly stateVector: Uint8Array; readonly crc32: number };

/** The server sent what docs/protocol.md does not allow. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

export function encodeClientMessage(message: ClientMessage): Uint8Array {
  const out = encoding.createEncoder();
  switch (message.kind) {
    case "hello":
      encoding.writeVarUint(out, MESSAGE.hello);
      encoding.writeVarString(out, JSON.stringify(message.hello));
      break;
    case "event":
      encoding.writeVarUint(out, MESSAGE.event);
      encoding.writeVarString(out, JSON.stringify({ ...message.proposal, ref: message.ref }));
      break;
    case "text":
      encoding.writeVarUint(out, MESSAGE.text);
      encoding.writeVarString(out, message.text);
      writeTextMessage(out, message.message);
      break;
  }
  return encoding.toUint8Array(out);
}

/** @throws FrameError the frame is truncated, too long, or of no known type or shape. */
export function decodeServerMessage(frame: Uint8Array): ServerMessage {
  if (frame.length > MAX_FRAME_BYTES) throw new FrameError(`A frame of ${frame.length} bytes is too large.`);
  const input = decoding.createDecoder(frame);
  try {
    const message = readServerMessage(input);
    if (decoding.hasContent(input)) throw new FrameError("Something follows the message.");
    return message;
  } catch (error) {
    if (error instanceof FrameError) throw error;
    // lib0 throws plain errors on truncated input; JSON of another shape throws ShapeError.
    const what = error instanceof ShapeError ? error.message : "The frame is truncated or malformed.";
    throw new FrameError(what, { cause: error });
  }
}

function readServerMessage(input: decoding.Decoder): ServerMessage {
  const type = decoding.readVarUint(input);
  switch (type) {
    case MESSAGE.hello:
      return { kind: "welcome", welcome: readJson(readString(input), readWelcome) };
    case MESSAGE.event:
      return { kind: "event", entry: readJson(readString(input), readLogEntry) };
    case MESSAGE.notice:
      return { kind: "notice", notice: readJson(readString(input), readNotice) };
    case MESSAGE.door:
      return { kind: "door", door: readJson(readString(input), readDoor) };
    case MESSAGE.saved:
      return { kind: "saved", count: decoding.readVarUint(input), trouble: readTrouble(input) };
    case MESSAGE.check:
      return {
        kind: "check",
        text: readString(input),
        stateVector: readBytes(input),
        crc32: decoding.readVarUint(input),
      };
    case MESSAGE.text:
      return { kind: "text", text: readString(input), message: readTextMessage(input) };
    default:
      throw new FrameError(`There is no message type ${type}.`);
  }
}

function writeTextMessage(out: encoding.Encoder, message: TextMessage): void {
  switch (message.kind) {
    case "step1":
      encoding.writeVarUint(out, MESSAGE.sync);
      encoding.writeVarUint(out, SYNC.step1);
      encoding.writeVarUint8Array(out, message.stateVector);
      break;
    case "step2":
    case "update":
      encoding.writeVarUint(out, MESSAGE.sync);
      encoding.writeVarUint(out, SYNC[message.kind]);
      encoding.writeVarUint8Array(out, message.update);
      break;
    case "awareness":
      encoding.writeVarUint(out, MESSAGE.awareness);
      encoding.writeVarUint8Array(out, message.update);
      break;
  }
}

function readTextMessage(input: decoding.Decoder): TextMessage {
  const type = decoding.readVarUint(input);
  if (type === MESSAGE.awareness) {
    const update = readBytes(input);
    checkAwareness(update);
    return { kind: "awareness", update };
  }
  if (type !== MESSAGE.sync) throw new FrameError(`A text has no message type ${type}.`);
  const step = decoding.readVarUint(input);
  switch (step) {
    case SYNC.step1:
      return { kind: "step1", stateVector: readBytes(input) };
    case SYNC.step2:
      return { kind: "step2", update: readBytes(input) };
    case SYNC.update:
      return { kind: "update", update: readBytes(input) };
    default:
      throw new FrameError(`Sync has no step ${step}.`);
  }
}

/** Reads an awareness update to its end: y-protocols would apply the first half of a broken one. */
function checkAwareness(update: Uint8Array): void {
  const input = decoding.createDecoder(update);
  const entries = decoding.readVarUint(input);
  if (entries > MAX_AWARENESS_ENTRIES) throw new FrameError(`${entries} presences are too many.`);
  for (let entry = 0; entry < entries; entry++) {
    decoding.readVarUint(input);
    decoding.readVarUint(input);
    const state: unknown = JSON.parse(readString(input));
    if (typeof state !== "object" || Array.isArray(state)) throw new FrameError("A presence is null or an object.");
  }
  if (decoding.hasContent(input)) throw new FrameError("Something follows the presences.");
}

function readTrouble(input: decoding.Decoder): Trouble {
  const number = decoding.readVarUint(input);
  const trouble = TROUBLES[number];
  if (trouble === undefined) throw new FrameError(`There is no trouble ${number}.`);
  return trouble;
}

/** lib0 gives a shorter view where the length lies; this one does not. A copy, as the frame's buffer is the socket's. */
function readBytes(input: decoding.Decoder): Uint8Array {
  const length = decoding.readVarUint(input);
  if (length > input.arr.length - input.pos) throw new FrameError("The frame is truncated.");
  return decoding.readUint8Array(input, length).slice();
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readString(input: decoding.Decoder): string {
  return utf8.decode(readBytes(input));
}
