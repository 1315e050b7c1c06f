/** The room client: one connection, the session's texts, its people and runs, told to the page as snapshots. */
import { syncSocketUrl } from "../../api/urls";
import { type BrowserStore, browserStore } from "./browserStore";
import { type Clock, systemClock } from "./clock";
import { browserHints, browserSocket, Connection, type Hints, type SocketFactory } from "./connection";
import { Identity } from "./identity";
import { canKeepCopies, keepLocalCopy } from "./localCopy";
import { OwnRuns } from "./ownRuns";
import {
  type ClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  SUBPROTOCOL,
  type TextMessage,
} from "./protocol";
import { rememberSession } from "./recentSessions";
import { disconnected, EMPTY_VIEW, folded, type RoomView, welcomed } from "./roomView";
import { MAX_RUNS, type RunProposal } from "./runs";
import { savedState } from "./savedState";
import { TextReplica } from "./textReplica";
import type {
  ConnectionState,
  Notice,
  Participant,
  Proposal,
  RoomClient,
  RoomSnapshot,
  Run,
  SharedText,
} from "./types";
import { hasUnsaved, lastVisit, rememberUnsaved, rememberVisit } from "./visits";
import type { LogEntry, RefusalNotice, Welcome } from "./wireShapes";

/** The least time between two resyncs of one text: where reading anew does not help, doing it in circles helps less. */
export const RESYNC_PAUSE_MS = 60_000;
/** Copies set aside that are kept until dismissed. */
const MAX_RECOVERED = 10;

/** What a room client needs of its surroundings; each has the browser's own as default. */
export interface RoomClientOptions {
  readonly sessionId: string;
  /** The person's name, as asked or remembered. */
  readonly name: string;
  readonly url?: string;
  readonly openSocket?: SocketFactory;
  readonly clock?: Clock;
  /** From 0 to below 1. */
  readonly random?: () => number;
  readonly hints?: Hints;
  readonly store?: BrowserStore;
  /** `null` where no copies shall be kept. */
  readonly databases?: IDBFactory | null;
}

/** Joins a room. The client connects at once and keeps trying until it is disposed of. */
export function createRoomClient(options: RoomClientOptions): RoomClient {
  return new Room(options);
}

/** Whom a run belongs to before the server has said who we are. */
const NOBODY_YET: Participant = { id: "", name: "You", color: "c0", role: "candidate" };

class Room implements RoomClient {
  readonly sessionId: string;
  #name: string;
  #view: RoomView = EMPTY_VIEW;
  #notice: Notice | null = null;
  #recovered: RoomSnapshot["recovered"] = [];
  #hasTrouble = false;
  #keptLocally: boolean;
  /** Frames with a change sent on this connection (SV1), the last of them that carried an event, and how many are saved. */
  #sent = 0;
  #lastEvent = 0;
  #saved = 0;
  #nextRef = 0;
  #snapshot: RoomSnapshot;
  #isDisposed = false;
  readonly #texts = new Map<string, TextReplica>();
  readonly #resyncedAt = new Map<string, number>();
  /** Client ids that are remembered in this browser already. */
  readonly #claimed = new Set<number>();
  readonly #ownRuns = new OwnRuns();
  readonly #listeners = new Set<() => void>();
  readonly #clock: Clock;
  readonly #store: BrowserStore;
  readonly #identity: Identity;
  readonly #canKeep: Promise<boolean>;
  readonly #connection: Connection;

  constructor(options: RoomClientOptions) {
    const { sessionId, name, clock = systemClock, store = browserStore } = options;
    const databases = options.databases === undefined ? globalThis.indexedDB : (options.databases ?? undefined);
    this.sessionId = sessionId;
    this.#name = name;
    this.#clock = clock;
    this.#store = store;
    this.#identity = new Identity(store);
    this.#keptLocally = databases !== undefined;
    this.#canKeep = canKeepCopies(databases);
    const visit = lastVisit(store, sessionId);
    if (visit !== null) this.#view = { ...EMPTY_VIEW, ...visit };
    this.#connection = new Connection({
      url: options.url ?? syncSocketUrl(sessionId),
      subprotocol: SUBPROTOCOL,
      openSocket: options.openSocket ?? browserSocket,
      clock,
      random: options.random ?? Math.random,
      hints: options.hints ?? browserHints,
      onOpen: () => this.#greet(),
      onFrame: (frame) => this.#take(frame),
      onText: () => this.#refuseFrame(),
      onState: (state) => this.#takeState(state),
      probe: () => this.#probe(),
    });
    this.#snapshot = this.#build();
    void this.#canKeep.then((canKeep) => {
      this.#keptLocally = canKeep;
      this.#tell();
    });
    this.#connection.connect();
  }

  subscribe(listener: () => void): () => void {
    // A function of its own for each call, so that one listener may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  snapshot(): RoomSnapshot {
    return this.#snapshot;
  }

  text(name: string): SharedText {
    return this.#texts.get(name) ?? this.#openText(name, this.#canKeep);
  }

  propose(proposal: Proposal): void {
    if (this.#isDisposed) return;
    if (isOfRun(proposal)) {
      const startedAt = new Date(this.#clock.now()).toISOString();
      this.#ownRuns.take(proposal, this.#view.you ?? NOBODY_YET, startedAt, this.#view.limits.runOutput);
      this.#tellOwnRuns();
    } else if (this.#isLive) {
      this.#sendEvent(proposal);
    }
    if (proposal.type === "named") {
      this.#name = proposal.name;
      this.#identity.rememberName(proposal.name);
    }
    this.#tell();
  }

  dismissNotice(): void {
    this.#notice = null;
    this.#tell();
  }

  dismissRecovered(): void {
    this.#recovered = [];
    this.#tell();
  }

  reconnect(): void {
    this.#connection.connect();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#listeners.clear();
    for (const text of this.#texts.values()) text.dispose();
    this.#connection.dispose();
  }

  get #isLive(): boolean {
    return this.#connection.state.kind === "live";
  }

  // The connection -------------------------------------------------------------------------------------------------

  #greet(): void {
    const hostKey = this.#identity.hostKey(this.sessionId);
    const hello = {
      name: this.#name,
      key: this.#identity.key(this.sessionId),
      clients: this.#identity.clients(this.sessionId),
      ...(hostKey === null ? {} : { hostKey }),
    };
    this.#send({ kind: "hello", hello });
  }

  #takeState(state: ConnectionState): void {
    if (state.kind !== "live") {
      this.#sent = this.#lastEvent = this.#saved = 0;
      this.#hasTrouble = false;
      this.#view = disconnected(this.#view);
      for (const text of this.#texts.values()) text.disconnect();
    }
    this.#tell();
  }

  #take(frame: Uint8Array): void {
    try {
      this.#apply(frame);
    } catch {
      // The frame breaks the protocol, or Yjs cannot read it. A fresh connection starts from the server's truth.
      this.#refuseFrame();
    }
    this.#tell();
  }

  #refuseFrame(): void {
    this.#connection.drop({ reason: "BAD_FRAME", next: "later" });
  }

  #apply(frame: Uint8Array): void {
    const message = decodeServerMessage(frame);
    switch (message.kind) {
      case "welcome":
        this.#enter(message.welcome);
        break;
      case "text":
        this.#texts.get(message.text)?.receive(message.message);
        break;
      case "event":
        this.#takeEntry(message.entry);
        break;
      case "saved":
        this.#takeSaved(message.count, message.trouble);
        break;
      case "notice":
        this.#takeNotice(message.notice);
        break;
      case "check":
        this.#check(message.text, message.stateVector, message.crc32);
        break;
    }
  }

  #probe(): boolean {
    const text = [...this.#texts.values()].find((candidate) => candidate.isSpeaking);
    text?.ask();
    return text !== undefined;
  }

  // The room -------------------------------------------------------------------------------------------------------

  #enter(welcome: Welcome): void {
    this.#view = welcomed(welcome);
    this.#remember();
    this.#connection.markLive();
    for (const text of this.#texts.values()) {
      text.introduce(welcome.you);
      text.connect();
    }
    this.#ownRuns.compare(welcome.runs);
    this.#tellOwnRuns();
  }

  #takeEntry(entry: LogEntry): void {
    const before = this.#view;
    this.#view = folded(before, entry);
    const { you, session } = this.#view;
    if (you !== null && you !== before.you) for (const text of this.#texts.values()) text.introduce(you);
    if (you !== before.you || session !== before.session || entry.type === "run_finished") this.#remember();
  }

  #takeSaved(count: number, hasTrouble: boolean): void {
    this.#saved = Math.max(this.#saved, count);
    this.#hasTrouble = hasTrouble;
    for (const text of this.#texts.values()) text.takeSaved(this.#saved);
    this.#ownRuns.forgetSaved(this.#saved);
  }

  #takeNotice({ code, message }: RefusalNotice): void {
    this.#notice = { code, message };
  }

  #remember(): void {
    const { session, you } = this.#view;
    if (session === null || you === null) return;
    rememberVisit(this.#store, { session, you, runs: this.#shownRuns() });
    const { id, title, language } = session;
    rememberSession({ id, title, language, lastOpenedAt: this.#clock.now() }, this.#store);
  }

  // Texts ----------------------------------------------------------------------------------------------------------

  #openText(name: string, ready: Promise<boolean>): TextReplica {
    const database = `algoroom/${this.sessionId}/${name}`;
    const text = new TextReplica(
      name,
      (doc) => keepLocalCopy(database, doc, ready, this.#clock),
      {
        send: (message) => this.#sendOfText(name, message),
        mayEdit: () => this.#mayEdit(),
        onEdit: (client) => this.#claim(client),
        onUnsaved: (unsaved) => {
          rememberUnsaved(this.#store, this.sessionId, name, unsaved);
          this.#tell();
        },
      },
      hasUnsaved(this.#store, this.sessionId, name),
    );
    this.#texts.set(name, text);
    if (this.#view.you !== null) text.introduce(this.#view.you);
    if (this.#isDisposed) text.dispose();
    else if (this.#isLive) text.connect();
    return text;
  }

  #mayEdit(): boolean {
    const { session, you } = this.#view;
    return session?.status === "open" && you !== null && you.role !== "observer";
  }

  #claim(client: number): void {
    // The server must know after a reload that what lies in our copy under this id is ours (ID1).
    if (this.#claimed.has(client)) return;
    this.#claimed.add(client);
    this.#identity.rememberClient(this.sessionId, client);
  }

  #check(name: string, stateVector: Uint8Array, checksum: number): void {
    const text = this.#texts.get(name);
    if (text === undefined || !text.differsFrom(stateVector, checksum)) return;
    const now = this.#clock.now();
    if (now - (this.#resyncedAt.get(name) ?? Number.NEGATIVE_INFINITY) < RESYNC_PAUSE_MS) return;
    this.#resyncedAt.set(name, now);
    this.#recovered = [...this.#recovered, { text: name, content: text.content.toString() }].slice(-MAX_RECOVERED);
    this.#texts.delete(name);
    const cleared = text.discard();
    this.#openText(
      name,
      cleared.then(() => this.#canKeep),
    );
    // The new replica has a new client id, and a connection may show presence under one only (PR1).
    this.#connection.drop({ reason: "RESYNC", next: "at once" });
  }

  // Sending --------------------------------------------------------------------------------------------------------

  #send(message: ClientMessage): void {
    this.#connection.send(encodeClientMessage(message));
  }

  #sendOfText(name: string, message: TextMessage): number {
    if (message.kind === "step2" || message.kind === "update") this.#sent++;
    this.#send({ kind: "text", text: name, message });
    return this.#sent;
  }

  #sendEvent(proposal: Proposal): number {
    this.#sent++;
    this.#lastEvent = this.#sent;
    this.#send({ kind: "event", proposal, ref: this.#nextRef++ });
    return this.#sent;
  }

  #tellOwnRuns(): void {
    if (this.#isLive && this.#mayEdit()) this.#ownRuns.tell((proposal) => this.#sendEvent(proposal));
  }

  // Telling the page -----------------------------------------------------------------------------------------------

  /** The server's runs; of our own the newer version is the one of this page. */
  #shownRuns(): readonly Run[] {
    const own = this.#ownRuns.runs;
    if (own.length === 0) return this.#view.runs;
    const shown = this.#view.runs.map((run) => own.find((mine) => mine.id === run.id) ?? run);
    return [...shown, ...own.filter((mine) => !shown.includes(mine))].slice(-MAX_RUNS);
  }

  #build(): RoomSnapshot {
    const { session, languageBy, you, participants, limits } = this.#view;
    return {
      connection: this.#connection.state,
      saved: savedState({
        isLive: this.#isLive,
        isEnded: session?.status === "ended",
        hasTrouble: this.#hasTrouble,
        hasUnsavedTexts: [...this.#texts.values()].some((text) => text.isUnsaved),
        sentEvents: this.#lastEvent,
        savedFrames: this.#saved,
      }),
      keptLocally: this.#keptLocally,
      session,
      languageBy,
      you,
      participants,
      runs: sameItems(this.#snapshot?.runs, this.#shownRuns()),
      limits,
      notice: this.#notice,
      recovered: this.#recovered,
    };
  }

  #tell(): void {
    if (this.#isDisposed) return;
    const before = this.#snapshot;
    const now = this.#build();
    const keys = Object.keys(now) as (keyof RoomSnapshot)[];
    if (keys.every((key) => now[key] === before[key])) return;
    this.#snapshot = now;
    for (const listener of [...this.#listeners]) listener();
  }
}

function isOfRun(proposal: Proposal): proposal is RunProposal {
  return proposal.type.startsWith("run_");
}

/** The list of before where it holds the same items, so that it can be compared by identity. */
function sameItems<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before?.length === now.length && now.every((item, at) => item === before[at]) ? before : now;
}
