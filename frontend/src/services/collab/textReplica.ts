/** This page's replica of one shared text: its document, its handshake with the server, and which edits are confirmed. */
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import * as Y from "yjs";
import { crc32 } from "./crc32";
import type { LocalCopy } from "./localCopy";
import type { TextMessage } from "./protocol";
import type { OwnStanding, Participant, SharedText } from "./types";

/** The only root of each document (docs/protocol.md, section 2). */
export const ROOT = "content";

/** What a replica asks of its surroundings. */
export interface ReplicaHooks {
  /** Sends, and returns how many frames with a change were sent on this connection, this one included (SV1). */
  send(message: TextMessage): number;
  /** Whether the server takes edits of this person now. */
  mayEdit(): boolean;
  /** A local edit is about to be kept under this client id. */
  onEdit(client: number): void;
  /** Whether there are edits the server has not confirmed; told on each change of it. */
  onUnsaved(unsaved: boolean): void;
  /** Whether the server's text is awaited has changed. */
  onAwaited(): void;
}

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

/**
 * `silent`: not connected. `asking`: step 1 is sent or about to be. `speaking`: the server has had our step 2, so
 * that each edit can follow as an update (docs/protocol.md GU4).
 */
type Phase = "silent" | "asking" | "speaking";

export class TextReplica implements SharedText {
  readonly doc = new Y.Doc();
  readonly content: Y.Text;
  readonly awareness: Awareness;
  readonly loaded: Promise<void>;
  #phase: Phase = "silent";
  /** Counts connections, so that what awaited the copy finds out that its connection is gone. */
  #turn = 0;
  /** Edits that no frame of this connection has carried. */
  #hasUnsent: boolean;
  /** The last frame of this connection that carried an edit; 0 where none did. */
  #lastFrame = 0;
  #savedFrames = 0;
  #wasUnsaved: boolean;
  #serverVector: Uint8Array = EMPTY_VECTOR;
  #isAwaited = false;
  /** Told when nothing is awaited any more. */
  #awaiting: (() => void)[] = [];
  #isDisposed = false;
  readonly #copy: LocalCopy;
  readonly #hooks: ReplicaHooks;

  /** `hasUnsaved`: whether an earlier visit left edits that the server has not confirmed. */
  constructor(
    readonly name: string,
    keep: (doc: Y.Doc) => LocalCopy,
    hooks: ReplicaHooks,
    hasUnsaved: boolean,
  ) {
    this.content = this.doc.getText(ROOT);
    this.awareness = new Awareness(this.doc);
    this.#hooks = hooks;
    this.#hasUnsent = hasUnsaved;
    this.#wasUnsaved = hasUnsaved;
    this.doc.on("update", this.#onUpdate);
    this.awareness.on("update", this.#onAwareness);
    this.#copy = keep(this.doc);
    this.loaded = this.#copy.loaded;
  }

  /** Whether there are edits that the server has not confirmed to be on its disk. */
  get isUnsaved(): boolean {
    return this.#hasUnsent || this.#lastFrame > this.#savedFrames;
  }

  /** Whether the server hears our edits, so that it can be asked for a sign of life. */
  get isSpeaking(): boolean {
    return this.#phase === "speaking";
  }

  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  arrived(): Promise<void> {
    if (!this.#isAwaited) return Promise.resolve();
    return new Promise((resolve) => this.#awaiting.push(resolve));
  }

  /** A connection is live: asks for the text once the copy in this browser is read. */
  connect(): void {
    const turn = ++this.#turn;
    this.#phase = "asking";
    this.#setAwaited(true);
    this.#lastFrame = 0;
    this.#savedFrames = 0;
    void this.loaded.then(() => {
      if (turn === this.#turn && !this.#isDisposed) this.ask();
    });
  }

  /** The connection is gone: others are not seen any more, and what was not confirmed will be carried by the next handshake. */
  disconnect(): void {
    this.#turn++;
    this.#phase = "silent";
    this.#awaitNoMore();
    this.#hasUnsent = this.isUnsaved;
    this.#lastFrame = 0;
    this.#savedFrames = 0;
    const others = [...this.awareness.meta.keys()].filter((client) => client !== this.awareness.clientID);
    removeAwarenessStates(this.awareness, others, this);
    // Without its clock somebody who is still there when we return would be unknown until its next renewal.
    for (const client of others) this.awareness.meta.delete(client);
  }

  /** Sends our state vector. The server's answer brings what we lack, and is a sign of life. */
  ask(): void {
    this.#hooks.send({ kind: "step1", stateVector: Y.encodeStateVector(this.doc) });
  }

  /** Takes a message about this text. @throws Error when Yjs cannot read it. */
  receive(message: TextMessage): void {
    switch (message.kind) {
      case "step1":
        this.#answer(message.stateVector);
        break;
      case "step2":
        Y.applyUpdate(this.doc, message.update, this);
        this.#awaitNoMore();
        break;
      case "update":
        Y.applyUpdate(this.doc, message.update, this);
        break;
      case "awareness":
        applyAwarenessUpdate(this.awareness, message.update, this);
        break;
    }
  }

  /** The server has saved so many of this connection's frames (SV1). */
  takeSaved(frames: number): void {
    this.#savedFrames = Math.max(this.#savedFrames, frames);
    this.#tellUnsaved();
  }

  /** The server takes nothing of what is under way, though it will count it as dealt with (SV1). */
  keepUnsent(): void {
    this.#hasUnsent = this.isUnsaved;
    this.#tellUnsaved();
  }

  /** Shows who we are to the others. */
  introduce(you: Participant): void {
    const { id, name, color } = you;
    this.#showBeforeCursor({ user: { id, name, color } });
  }

  /** Shows the others how we are (docs/protocol.md PR8). */
  show({ activity, runtime }: OwnStanding): void {
    this.#showBeforeCursor({ activity, runtime });
  }

  /** Whether our text differs from the server's though both have seen the same edits (CH1). @throws Error on a bad vector. */
  differsFrom(stateVector: Uint8Array, checksum: number): boolean {
    // A deletion does not show in a state vector: while one of ours is under way nothing can be said.
    if (this.isUnsaved) return false;
    const ours = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    const theirs = Y.decodeStateVector(stateVector);
    if (ours.size !== theirs.size) return false;
    for (const [client, clock] of theirs) if (ours.get(client) !== clock) return false;
    return crc32(new TextEncoder().encode(this.content.toString())) !== checksum;
  }

  /** Empties the copy in this browser and disposes of the replica. */
  async discard(): Promise<void> {
    const cleared = this.#copy.clear();
    this.dispose();
    await cleared;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#turn++;
    // Says goodbye to the others while the connection still stands.
    this.doc.destroy();
    this.#phase = "silent";
    this.#awaitNoMore();
    this.doc.off("update", this.#onUpdate);
    this.#copy.close();
  }

  #awaitNoMore(): void {
    this.#setAwaited(false);
    for (const tell of this.#awaiting.splice(0)) tell();
  }

  #setAwaited(isAwaited: boolean): void {
    if (isAwaited === this.#isAwaited) return;
    this.#isAwaited = isAwaited;
    this.#hooks.onAwaited();
  }

  #answer(serverVector: Uint8Array): void {
    this.#serverVector = serverVector;
    const frame = this.#hooks.send({ kind: "step2", update: lackOf(this.doc, serverVector) });
    if (this.#hasUnsent && this.#hooks.mayEdit()) {
      this.#hasUnsent = false;
      this.#lastFrame = frame;
    }
    const isFirst = this.#phase !== "speaking";
    this.#phase = "speaking";
    // After the step 2: the server may doubt what a peer brings that has shown itself already.
    if (isFirst) this.#showAgain();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#copy.isOrigin(origin)) {
      // Read late, or written by another tab while offline: it may have gaps, which only a step 2 may have (GU6).
      if (this.#phase === "speaking") {
        this.#hooks.send({ kind: "step2", update: lackOf(this.doc, this.#serverVector) });
      }
      return;
    }
    this.#hooks.onEdit(this.doc.clientID);
    if (this.#phase === "speaking" && this.#hooks.mayEdit()) {
      // Behind what was refused an update alone would have a gap (GU4).
      const lack = this.#hasUnsent ? lackOf(this.doc, this.#serverVector) : null;
      this.#hasUnsent = false;
      this.#lastFrame = this.#hooks.send(lack === null ? { kind: "update", update } : { kind: "step2", update: lack });
    } else {
      this.#hasUnsent = true;
    }
    this.#tellUnsaved();
  };

  readonly #onAwareness = ({ added, updated, removed }: AwarenessChange, origin: unknown): void => {
    if (origin !== "local" || this.#phase !== "speaking") return;
    const own = this.awareness.clientID;
    if ([...added, ...updated, ...removed].includes(own)) {
      this.#hooks.send({ kind: "awareness", update: encodeAwarenessUpdate(this.awareness, [own]) });
    }
  };

  /** The cursor stays the last field of the state: what changes with each key is read the fast way there (PR8). */
  #showBeforeCursor(fields: Readonly<Record<string, unknown>>): void {
    const { cursor, ...others } = this.awareness.getLocalState() ?? {};
    this.awareness.setLocalState({ ...others, ...fields, ...(cursor === undefined ? {} : { cursor }) });
  }

  #showAgain(): void {
    const state = this.awareness.getLocalState();
    const meta = this.awareness.meta.get(this.awareness.clientID);
    if (state === null || meta === undefined) return;
    // The server said null for us with the next clock (PR5); only the one after that is news to the others.
    this.awareness.meta.set(this.awareness.clientID, { ...meta, clock: meta.clock + 1 });
    this.awareness.setLocalState(state);
  }

  #tellUnsaved(): void {
    const { isUnsaved } = this;
    if (isUnsaved === this.#wasUnsaved) return;
    this.#wasUnsaved = isUnsaved;
    this.#hooks.onUnsaved(isUnsaved);
  }
}

const EMPTY_VECTOR = Uint8Array.of(0);

/** What the server lacks. Yjs adds what it could not place yet, with gaps that the server refuses (GU2): left out here. */
function lackOf(doc: Y.Doc, serverVector: Uint8Array): Uint8Array {
  const { store } = doc;
  const { pendingStructs, pendingDs } = store;
  store.pendingStructs = null;
  store.pendingDs = null;
  try {
    return Y.encodeStateAsUpdate(doc, serverVector);
  } finally {
    store.pendingStructs = pendingStructs;
    store.pendingDs = pendingDs;
  }
}
