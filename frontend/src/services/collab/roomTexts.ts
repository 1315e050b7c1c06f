/** The texts of a room: opened on first use, tied to the connection, read anew where they differ, copies set aside. */
import type { BrowserStore } from "./browserStore";
import type { Clock } from "./clock";
import type { Identity } from "./identity";
import { keepLocalCopy } from "./localCopy";
import type { TextMessage } from "./protocol";
import { TextReplica } from "./textReplica";
import type { OwnStanding, Participant, RoomSnapshot } from "./types";
import { copiesAside, hasUnsaved, rememberAside, rememberUnsaved } from "./visits";

/** The least time between two resyncs of one text: where reading anew does not help, doing it in circles helps less. */
export const RESYNC_PAUSE_MS = 60_000;
/** Copies set aside that are kept until dismissed. */
const MAX_RECOVERED = 10;

/** What the texts need of the room and the browser. */
export interface TextSurroundings {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly store: BrowserStore;
  readonly identity: Identity;
  /** Whether this browser keeps copies. */
  readonly canKeep: Promise<boolean>;
  /** Sends, and returns how many frames with a change were sent on this connection, this one included (SV1). */
  send(text: string, message: TextMessage): number;
  isLive(): boolean;
  /** Whether the server has a text of that name. */
  isKnown(text: string): boolean;
  mayEdit(): boolean;
  /** A text has edits that the server has not confirmed, or has none any more. */
  onUnsaved(): void;
  /** A text is awaited from the server, or none is any more. */
  onAwaited(): void;
}

export class RoomTexts {
  #recovered: RoomSnapshot["recovered"];
  #you: Participant | null = null;
  #standing: OwnStanding = { activity: "active", runtime: null };
  #isDisposed = false;
  readonly #texts = new Map<string, TextReplica>();
  readonly #resyncedAt = new Map<string, number>();
  /** Client ids that are remembered in this browser already. */
  readonly #claimed = new Set<number>();
  readonly #surroundings: TextSurroundings;

  constructor(surroundings: TextSurroundings, you: Participant | null) {
    this.#surroundings = surroundings;
    this.#you = you;
    this.#recovered = copiesAside(surroundings.store, surroundings.sessionId);
  }

  /** Copies set aside, until dismissed. */
  get recovered(): RoomSnapshot["recovered"] {
    return this.#recovered;
  }

  get hasUnsaved(): boolean {
    return [...this.#texts.values()].some((text) => text.isUnsaved);
  }

  /** Whether the server has not answered yet what it has of a text. */
  get isAwaited(): boolean {
    return [...this.#texts.values()].some((text) => text.isAwaited);
  }

  /** The text of that name, made on first use. */
  get(name: string): TextReplica {
    return this.#texts.get(name) ?? this.#open(name, this.#surroundings.canKeep);
  }

  dismissRecovered(): void {
    this.#setAside([]);
  }

  /** A connection is live: speaks of the texts that the server knows. */
  connect(): void {
    for (const [name, text] of this.#texts) if (this.#surroundings.isKnown(name)) text.connect();
  }

  /** The server has come to know a text. */
  connectTo(name: string): void {
    if (this.#surroundings.isLive()) this.#texts.get(name)?.connect();
  }

  /**
   * A file is not there any more. What of it only this browser has is set aside; `isRemoved`: and nothing of it is kept.
   */
  drop(name: string, { isRemoved }: { readonly isRemoved: boolean }): void {
    const text = this.#texts.get(name);
    const { store, sessionId } = this.#surroundings;
    this.#texts.delete(name);
    if (text !== undefined) {
      const content = text.content.toString();
      if (text.isUnsaved && content !== "") this.#keepAside(name, content);
      if (isRemoved) void text.discard();
      else text.dispose();
    }
    if (isRemoved) rememberUnsaved(store, sessionId, name, false);
  }

  /** The connection is gone. */
  disconnect(): void {
    for (const text of this.#texts.values()) text.disconnect();
  }

  /** Shows who we are to the others. */
  introduce(you: Participant): void {
    this.#you = you;
    for (const text of this.#texts.values()) text.introduce(you);
  }

  /** Shows the others how we are. */
  show(standing: OwnStanding): void {
    this.#standing = standing;
    for (const text of this.#texts.values()) text.show(standing);
  }

  /** Takes a message about a text. @throws Error when Yjs cannot read it. */
  receive(name: string, message: TextMessage): void {
    this.#texts.get(name)?.receive(message);
  }

  /** The server has saved so many of this connection's frames (SV1). */
  takeSaved(frames: number): void {
    for (const text of this.#texts.values()) text.takeSaved(frames);
  }

  /** The server has refused an edit that was under way. */
  keepUnsent(): void {
    for (const text of this.#texts.values()) text.keepUnsent();
  }

  /** Asks the server for a sign of life; false where there is no text to ask about. */
  probe(): boolean {
    const text = [...this.#texts.values()].find((candidate) => candidate.isSpeaking);
    text?.ask();
    return text !== undefined;
  }

  /** Whether the text differed from the server's (CH1) and was exchanged, so that the connection must be made anew. */
  check(name: string, stateVector: Uint8Array, checksum: number): boolean {
    const text = this.#texts.get(name);
    if (text === undefined || !text.differsFrom(stateVector, checksum)) return false;
    const now = this.#surroundings.clock.now();
    if (now - (this.#resyncedAt.get(name) ?? Number.NEGATIVE_INFINITY) < RESYNC_PAUSE_MS) return false;
    this.#resyncedAt.set(name, now);
    this.#exchange(name, text);
    return true;
  }

  /** Exchanges all texts, so that the connection must be made anew. */
  startAnew(): void {
    for (const [name, text] of [...this.#texts]) this.#exchange(name, text);
  }

  /** The session was deleted: nothing of its texts stays in this browser. */
  async forget(): Promise<void> {
    const { store, sessionId } = this.#surroundings;
    this.#setAside([]);
    for (const name of this.#texts.keys()) rememberUnsaved(store, sessionId, name, false);
    await Promise.all([...this.#texts.values()].map((text) => text.discard()));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const text of this.#texts.values()) text.dispose();
  }

  /** Sets our copy aside and begins the text with nothing, so that the server's comes. */
  #exchange(name: string, text: TextReplica): void {
    const { store, sessionId } = this.#surroundings;
    const content = text.content.toString();
    if (content !== "") this.#keepAside(name, content);
    rememberUnsaved(store, sessionId, name, false);
    this.#texts.delete(name);
    const cleared = text.discard();
    this.#open(
      name,
      cleared.then(() => this.#surroundings.canKeep),
    );
  }

  #keepAside(name: string, content: string): void {
    this.#setAside([...this.#recovered, { text: name, content }].slice(-MAX_RECOVERED));
  }

  #setAside(copies: RoomSnapshot["recovered"]): void {
    this.#recovered = copies;
    rememberAside(this.#surroundings.store, this.#surroundings.sessionId, copies);
  }

  #open(name: string, ready: Promise<boolean>): TextReplica {
    const { sessionId, store, clock, send, mayEdit, onUnsaved, onAwaited, isLive, isKnown } = this.#surroundings;
    const database = `algoroom/${sessionId}/${name}`;
    const text = new TextReplica(
      name,
      (doc) => keepLocalCopy(database, doc, ready, clock),
      {
        send: (message) => send(name, message),
        mayEdit,
        onEdit: (client) => this.#claim(client),
        onUnsaved: (isUnsaved) => {
          rememberUnsaved(store, sessionId, name, isUnsaved);
          onUnsaved();
        },
        onAwaited,
      },
      hasUnsaved(store, sessionId, name),
    );
    this.#texts.set(name, text);
    text.show(this.#standing);
    if (this.#you !== null) text.introduce(this.#you);
    if (this.#isDisposed) text.dispose();
    else if (isLive() && isKnown(name)) text.connect();
    return text;
  }

  #claim(client: number): void {
    // The server must know after a reload that what lies in our copy under this id is ours (ID1).
    if (this.#claimed.has(client)) return;
    this.#claimed.add(client);
    this.#surroundings.identity.rememberClient(this.#surroundings.sessionId, client);
  }
}
