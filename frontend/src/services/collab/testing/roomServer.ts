/**
 * A small server that speaks docs/protocol.md, for the page's tests: it keeps texts and runs in memory, checks what matters
 * to a client, and saves when told to.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { crc32 } from "../crc32";
import { isCreatedText } from "../files";
import { MESSAGE } from "../protocol";
import type { Participant, Run } from "../types";
import type { Accepter, Wire } from "./fakeNetwork";

interface Peer {
  readonly participant: Participant;
  readonly hears: Set<string>;
  /** What it last showed of itself, by text. */
  readonly shown: Map<string, Uint8Array>;
  received: number;
}

interface HelloOfPage {
  readonly name: string;
  readonly key: string;
  readonly clients: readonly number[];
}

export class RoomServer implements Accepter {
  readonly texts = new Map<string, Y.Doc>();
  readonly hellos: HelloOfPage[] = [];
  /** Events as they were proposed, in order. */
  readonly events: Record<string, unknown>[] = [];
  runs: Run[] = [];
  /** Files beside the entry files, as `welcome` tells of them; another text of that kind is none (CO1). */
  files: { readonly name: string; readonly language: string; readonly file: string }[] = [];
  /** Whether every frame is saved, and said to be, as soon as it is received. */
  savesAtOnce = true;
  role: Participant["role"] = "candidate";
  /** Closes with `code` who sends anything that would bring `word` into a text. */
  refusal: { readonly word: string; readonly code: number } | null = null;
  /** What it says of its storage (SV3 to SV5); from 2 on it takes nothing. */
  #trouble = 0;
  /** Kinds of sync messages as they were received: `step1`, `step2`, `update`. */
  readonly syncs: string[] = [];
  session = {
    id: "s1",
    title: "Two sums",
    language: "python",
    status: "open",
    createdAt: "2026-01-01T00:00:00Z",
    endedAt: null as string | null,
  };
  readonly #peers = new Map<Wire, Peer | null>();
  #seq = 0;

  opened(wire: Wire): void {
    this.#peers.set(wire, null);
  }

  closed(wire: Wire): void {
    const peer = this.#peers.get(wire);
    this.#peers.delete(wire);
    if (peer && !this.#participants().some(({ id }) => id === peer.participant.id)) {
      this.say({ type: "left", participantId: peer.participant.id });
    }
  }

  received(wire: Wire, frame: Uint8Array): void {
    const input = decoding.createDecoder(frame);
    const type = decoding.readVarUint(input);
    const peer = this.#peers.get(wire);
    if (peer === undefined) return;
    if (type === MESSAGE.hello) this.#welcome(wire, JSON.parse(decoding.readVarString(input)));
    else if (peer === null) wire.close(4400);
    else if (type === MESSAGE.text) this.#receiveText(wire, peer, input);
    else if (type === MESSAGE.event) this.#receiveEvent(wire, peer, JSON.parse(decoding.readVarString(input)));
    else wire.close(4400);
  }

  content(text: string): string {
    return this.#doc(text).getText("content").toString();
  }

  /** Edits a text as somebody else in the room would. */
  edit(text: string, change: (content: Y.Text) => void): void {
    const doc = this.#doc(text);
    const before = Y.encodeStateVector(doc);
    change(doc.getText("content"));
    this.#relay(text, Y.encodeStateAsUpdate(doc, before), null);
  }

  /** Sends a raw frame to everybody. */
  tell(frame: Uint8Array): void {
    for (const [wire, peer] of this.#peers) if (peer) wire.send(frame);
  }

  /** Sends an entry of the log to everybody. */
  say(event: Record<string, unknown>, by: string | null = null): void {
    this.tell(json(MESSAGE.event, { seq: ++this.#seq, at: "2026-01-01T00:00:01Z", by, ...event }));
  }

  /** Says that everything received is on disk, or that it cannot be. */
  save(trouble = 0): void {
    for (const [wire, peer] of this.#peers) if (peer) wire.send(saved(trouble === 0 ? peer.received : 0, trouble));
  }

  /** Says how its storage is, and asks for what it refused when it takes edits again (SV4, SV6). */
  setTrouble(trouble: number): void {
    this.#trouble = trouble;
    for (const [wire, peer] of this.#peers) {
      if (peer === null) continue;
      wire.send(saved(0, trouble));
      if (trouble !== 0) continue;
      for (const name of peer.hears) wire.send(text(name, MESSAGE.sync, 0, Y.encodeStateVector(this.#doc(name))));
    }
  }

  /** CH1, of the text as it is or as the test claims it to be. */
  check(text: string, claimed: string = this.content(text)): void {
    const frame = encoding.createEncoder();
    encoding.writeVarUint(frame, MESSAGE.check);
    encoding.writeVarString(frame, text);
    encoding.writeVarUint8Array(frame, Y.encodeStateVector(this.#doc(text)));
    encoding.writeVarUint(frame, crc32(new TextEncoder().encode(claimed)));
    this.tell(encoding.toUint8Array(frame));
  }

  /** Closes everybody with a code. */
  closeAll(code: number): void {
    for (const wire of [...this.#peers.keys()]) wire.close(code);
  }

  #welcome(wire: Wire, hello: HelloOfPage): void {
    this.hellos.push(hello);
    const number = [...hello.key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
    const participant = { id: `p-${hello.key}`, name: hello.name, color: `c${number % 10}`, role: this.role } as const;
    if (!this.#participants().some(({ id }) => id === participant.id)) this.say({ type: "joined", participant });
    this.#peers.set(wire, { participant, hears: new Set(), shown: new Map(), received: 0 });
    const limits = { textLength: 1_000, nameLength: 60, titleLength: 120, runOutput: 256 * 1024, chatLength: 2_000 };
    const texts = [{ name: "file/main.py", language: "python", file: "main.py" }, ...this.files];
    const { session, runs } = this;
    const participants = this.#participants();
    wire.send(json(MESSAGE.hello, { you: participant, participants, session, texts, runs, seq: this.#seq, limits }));
    if (this.#trouble !== 0) wire.send(saved(0, this.#trouble));
  }

  #receiveText(wire: Wire, peer: Peer, input: decoding.Decoder): void {
    const name = decoding.readVarString(input);
    if (isCreatedText(name) && !this.files.some((file) => file.name === name)) {
      wire.close(4400);
      return;
    }
    const doc = this.#doc(name);
    const type = decoding.readVarUint(input);
    if (type === MESSAGE.awareness) {
      const shown = decoding.readVarUint8Array(input);
      peer.shown.set(name, shown);
      this.#pass(name, MESSAGE.awareness, null, shown, wire);
      return;
    }
    const step = decoding.readVarUint(input);
    const bytes = decoding.readVarUint8Array(input);
    this.syncs.push(["step1", "step2", "update"][step] ?? "?");
    if (step === 0) {
      wire.send(text(name, MESSAGE.sync, 1, Y.encodeStateAsUpdate(doc, bytes)));
      if (!peer.hears.has(name)) this.#introduce(wire, name, doc);
      peer.hears.add(name);
      return;
    }
    if (this.refusal !== null && contentAfter(doc, bytes).includes(this.refusal.word)) {
      wire.close(this.refusal.code);
      return;
    }
    peer.received++;
    if (this.#trouble >= 2) {
      if (step === 2 || contentAfter(doc, bytes) !== this.content(name)) wire.send(this.#refusal());
      wire.send(saved(peer.received, this.#trouble));
      return;
    }
    Y.applyUpdate(doc, bytes);
    // GU4: an update has no gap and refers to nothing unknown.
    if (step === 2 && doc.store.pendingStructs !== null) wire.close(4400);
    else this.#relay(name, bytes, wire);
    if (this.savesAtOnce) wire.send(saved(peer.received, this.#trouble));
  }

  #introduce(wire: Wire, name: string, doc: Y.Doc): void {
    wire.send(text(name, MESSAGE.sync, 0, Y.encodeStateVector(doc)));
    for (const [other, peer] of this.#peers) {
      const shown = peer?.shown.get(name);
      if (other !== wire && shown !== undefined) wire.send(text(name, MESSAGE.awareness, null, shown));
    }
  }

  #receiveEvent(wire: Wire, peer: Peer, proposal: Record<string, unknown>): void {
    peer.received++;
    const { ref, ...event } = proposal;
    if (this.#trouble >= 2) {
      wire.send(this.#refusal(ref));
      return;
    }
    this.events.push(proposal);
    const name = `file/${event.file}`;
    if (event.type === "file_created") {
      this.files.push({ name, language: String(event.language), file: String(event.name) });
    }
    if (event.type === "file_removed") this.files = this.files.filter((file) => file.name !== name);
    const entry =
      event.type === "named" ? { type: "named", participant: { ...peer.participant, name: event.name } } : event;
    this.say(entry, peer.participant.id);
    if (this.savesAtOnce) wire.send(saved(peer.received, this.#trouble));
  }

  #refusal(ref?: unknown): Uint8Array {
    const code = this.#trouble === 2 ? "STORAGE_UNAVAILABLE" : "LOG_DAMAGED";
    return json(MESSAGE.notice, { code, message: "Nothing is taken now.", status: 503, ref });
  }

  #relay(name: string, update: Uint8Array, sender: Wire | null): void {
    this.#pass(name, MESSAGE.sync, 2, update, sender);
  }

  #pass(name: string, type: number, step: number | null, bytes: Uint8Array, sender: Wire | null): void {
    for (const [wire, peer] of this.#peers) {
      if (wire !== sender && peer?.hears.has(name)) wire.send(text(name, type, step, bytes));
    }
  }

  #participants(): Participant[] {
    const all = [...this.#peers.values()].flatMap((peer) =>
      peer ? [[peer.participant.id, peer.participant] as const] : [],
    );
    return [...new Map(all).values()];
  }

  #doc(name: string): Y.Doc {
    const known = this.texts.get(name);
    if (known !== undefined) return known;
    const doc = new Y.Doc();
    this.texts.set(name, doc);
    return doc;
  }
}

function contentAfter(doc: Y.Doc, update: Uint8Array): string {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(copy, update);
  return copy.getText("content").toString();
}

/** A frame of a type whose payload is JSON. */
export function json(type: number, value: unknown): Uint8Array {
  const frame = encoding.createEncoder();
  encoding.writeVarUint(frame, type);
  encoding.writeVarString(frame, JSON.stringify(value));
  return encoding.toUint8Array(frame);
}

/** A frame about a text. */
export function text(name: string, type: number, step: number | null, bytes: Uint8Array): Uint8Array {
  const frame = encoding.createEncoder();
  encoding.writeVarUint(frame, MESSAGE.text);
  encoding.writeVarString(frame, name);
  encoding.writeVarUint(frame, type);
  if (step !== null) encoding.writeVarUint(frame, step);
  encoding.writeVarUint8Array(frame, bytes);
  return encoding.toUint8Array(frame);
}

/** SV1. */
export function saved(count: number, trouble: number): Uint8Array {
  const frame = encoding.createEncoder();
  for (const value of [MESSAGE.saved, count, trouble]) encoding.writeVarUint(frame, value);
  return encoding.toUint8Array(frame);
}
