/** The room client: one connection, the session's texts, its people and runs, told to the page as snapshots. */
import { syncSocketUrl } from "../../api/urls";
import { type BrowserStore, browserStore } from "./browserStore";
import { browserCarriers } from "./carriers";
import { type Clock, systemClock } from "./clock";
import { browserHints, Connection, type Hints, type SocketFactory } from "./connection";
import { idOfFile, isCreatedText, textOfFile } from "./files";
import { type HostProof, proveHost } from "./hostTicket";
import { Identity } from "./identity";
import { canKeepCopies, removeCopies } from "./localCopy";
import { OwnRuns } from "./ownRuns";
import { decodeServerMessage, SUBPROTOCOL } from "./protocol";
import { forgetSession, rememberSession } from "./recentSessions";
import { lockedFor } from "./rights";
import { RoomTexts } from "./roomTexts";
import { disconnected, EMPTY_VIEW, folded, type RoomView, welcomed } from "./roomView";
import type { RunProposal } from "./runs";
import { savedState } from "./savedState";
import { Sending } from "./sending";
import { Snapshots } from "./snapshots";
import type {
  ConnectionState,
  Door,
  Notice,
  OwnStanding,
  Participant,
  Proposal,
  RoomClient,
  RoomSnapshot,
  Run,
  SessionFile,
  SharedText,
  Trouble,
} from "./types";
import { forgetVisit, lastVisit, rememberVisit } from "./visits";
import type { LogEntry, RefusalNotice, Welcome } from "./wireShapes";

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

/** Notices that an edit gets which the server would have taken at another time. */
const REFUSES_EDITS: ReadonlySet<string> = new Set(["SESSION_ENDED", "STORAGE_UNAVAILABLE", "LOG_DAMAGED", "LOCKED"]);

/** Whom a run belongs to before the server has said who we are. */
const NOBODY_YET: Participant = { id: "", name: "You", color: "c0", role: "candidate" };

class Room implements RoomClient {
  readonly sessionId: string;
  #name: string;
  #view: RoomView = EMPTY_VIEW;
  #notice: Notice | null = null;
  #door: Door | null = null;
  #keptLocally: boolean;
  /** Which greeting is the newest: what was asked for an older one is not for this connection. */
  #greetings = 0;
  /** The host's keys that were known when this connection was greeted, up to the one that was taken. */
  #triedHostKeys: readonly string[] = [];
  #isDisposed = false;
  readonly #texts: RoomTexts;
  readonly #sending = new Sending((frame) => this.#connection.send(frame));
  readonly #ownRuns = new OwnRuns();
  readonly #snapshots: Snapshots<RoomSnapshot>;
  readonly #clock: Clock;
  readonly #store: BrowserStore;
  readonly #databases: IDBFactory | undefined;
  readonly #identity: Identity;
  readonly #connection: Connection;

  constructor(options: RoomClientOptions) {
    const { sessionId, name, clock = systemClock, store = browserStore } = options;
    const databases = options.databases === undefined ? globalThis.indexedDB : (options.databases ?? undefined);
    this.sessionId = sessionId;
    this.#databases = databases;
    this.#name = name;
    this.#clock = clock;
    this.#store = store;
    this.#identity = new Identity(store);
    this.#keptLocally = databases !== undefined;
    const canKeep = canKeepCopies(databases);
    const visit = lastVisit(store, sessionId);
    if (visit !== null) this.#view = { ...EMPTY_VIEW, ...visit };
    this.#texts = new RoomTexts(
      {
        sessionId,
        clock,
        store,
        identity: this.#identity,
        canKeep,
        send: (name, message) => this.#sending.sendOfText(name, message),
        isLive: () => this.#isLive,
        isKnown: (name) => !isCreatedText(name) || this.#view.files.some(({ text }) => text === name),
        mayEdit: () => this.#mayEdit(),
        onUnsaved: () => this.#tell(),
      },
      this.#view.you,
    );
    this.#connection = new Connection({
      url: options.url ?? syncSocketUrl(sessionId),
      subprotocol: SUBPROTOCOL,
      openSocket: options.openSocket ?? browserCarriers.open,
      clock,
      random: options.random ?? Math.random,
      hints: options.hints ?? browserHints,
      onOpen: () => this.#greet(),
      onFrame: (frame) => this.#take(frame),
      onText: () => this.#refuseFrame(),
      onState: (state) => this.#takeState(state),
      probe: () => this.#texts.probe(),
    });
    this.#snapshots = new Snapshots(this.#build([]));
    void canKeep.then((isKept) => {
      this.#keptLocally = isKept;
      this.#tell();
    });
    this.#connection.connect();
  }

  subscribe(listener: () => void): () => void {
    return this.#snapshots.subscribe(listener);
  }

  snapshot(): RoomSnapshot {
    return this.#snapshots.current;
  }

  text(name: string): SharedText {
    return this.#texts.get(name);
  }

  propose(proposal: Proposal): void {
    if (this.#isDisposed) return;
    if (isOfRun(proposal)) {
      const startedAt = new Date(this.#clock.now()).toISOString();
      const { you, limits, runs } = this.#view;
      this.#ownRuns.take(proposal, you ?? NOBODY_YET, startedAt, limits.runOutput, runs);
      this.#tellOwnRuns();
    } else if (this.#isLive) {
      this.#sending.sendEvent(proposal);
    }
    if (proposal.type === "named") {
      this.#name = proposal.name;
      this.#identity.rememberName(proposal.name);
    }
    this.#tell();
  }

  show(standing: OwnStanding): void {
    this.#texts.show(standing);
  }

  dismissNotice(): void {
    this.#notice = null;
    this.#tell();
  }

  dismissRecovered(): void {
    this.#texts.dismissRecovered();
    this.#tell();
  }

  reconnect(): void {
    this.#connection.connect();
  }

  startAnew(): void {
    if (this.#isDisposed) return;
    this.#texts.startAnew();
    this.#startOver();
    this.#connection.connect();
    this.#tell();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#snapshots.close();
    this.#texts.dispose();
    this.#connection.dispose();
  }

  get #isLive(): boolean {
    return this.#connection.state.kind === "live";
  }

  // The connection -------------------------------------------------------------------------------------------------

  #greet(): void {
    const hostKeys = this.#identity.hostKeys(this.sessionId);
    this.#triedHostKeys = hostKeys;
    const greeting = ++this.#greetings;
    if (hostKeys.length === 0) this.#introduceOurselves({});
    else {
      void proveHost(this.sessionId, hostKeys).then(({ shown, taken }) => {
        // Another connection may have taken the place of the one that asked.
        if (greeting !== this.#greetings) return;
        if (taken !== null) this.#takeHostKey(taken, hostKeys);
        this.#introduceOurselves(shown);
      });
    }
  }

  #takeHostKey(taken: string, known: readonly string[]): void {
    const at = known.indexOf(taken);
    this.#triedHostKeys = known.slice(0, at + 1);
    if (at > 0) this.#identity.rememberHostKey(this.sessionId, taken);
  }

  #introduceOurselves(proof: HostProof["shown"]): void {
    const hello = {
      name: this.#name,
      key: this.#identity.key(this.sessionId),
      clients: this.#identity.clients(this.sessionId),
      ...proof,
    };
    this.#sending.send({ kind: "hello", hello });
  }

  /** Whether this browser may be a host by another key since: it replaced the link itself, in this tab or another. */
  get #hasNewerHostKey(): boolean {
    return this.#identity.hostKeys(this.sessionId).some((key) => !this.#triedHostKeys.includes(key));
  }

  #takeState(state: ConnectionState): void {
    if (state.kind !== "live") {
      this.#greetings++;
      this.#sending.reset();
      this.#view = disconnected(this.#view);
      this.#texts.disconnect();
    }
    if (state.kind === "closed") this.#door = null;
    if (state.kind === "closed" && state.reason === "LINK_REPLACED" && this.#hasNewerHostKey)
      this.#connection.connect();
    if (state.kind === "closed" && state.reason === "SESSION_DELETED") this.#forget();
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
      case "door":
        this.#door = message.door;
        this.#connection.markLive();
        break;
      case "text":
        this.#texts.receive(message.text, message.message);
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
        if (this.#texts.check(message.text, message.stateVector, message.crc32)) this.#startOver();
        break;
    }
  }

  // The room -------------------------------------------------------------------------------------------------------

  #enter(welcome: Welcome): void {
    this.#door = null;
    const { files } = this.#view;
    this.#view = welcomed(welcome, this.#view);
    this.#remember();
    this.#connection.markLive();
    this.#texts.introduce(welcome.you);
    this.#texts.connect();
    this.#missFiles(files);
    this.#ownRuns.compare(welcome.runs);
    this.#tellOwnRuns();
  }

  /**
   * Files that were there and are no longer: removed meanwhile, or created at a server that lost them before they were saved.
   * Created again they come back to who has them; of removed ones nothing comes of it (FI1).
   */
  #missFiles(before: readonly SessionFile[]): void {
    const { files } = this.#view;
    for (const file of before) {
      if (files.some(({ text }) => text === file.text)) continue;
      this.#texts.drop(file.text, { isRemoved: false });
      const { language, name } = file;
      if (this.#mayEdit()) this.#sending.sendEvent({ type: "file_created", file: idOfFile(file), language, name });
    }
  }

  #takeEntry(entry: LogEntry): void {
    const before = this.#view;
    this.#view = folded(before, entry);
    const { you, session, files } = this.#view;
    if (you !== null && you !== before.you) this.#texts.introduce(you);
    if (entry.type === "file_created") this.#texts.connectTo(textOfFile(entry.file));
    if (entry.type === "file_removed") this.#texts.drop(textOfFile(entry.file), { isRemoved: true });
    const isNews = you !== before.you || session !== before.session || files !== before.files;
    if (isNews || entry.type === "run_finished") this.#remember();
  }

  #takeSaved(count: number, trouble: Trouble): void {
    const tookNothing = this.#sending.takesNothing;
    this.#sending.takeSaved(count, trouble);
    const { savedFrames, takesNothing } = this.#sending;
    this.#texts.takeSaved(savedFrames);
    this.#ownRuns.forgetSaved(savedFrames);
    if (!tookNothing || takesNothing) return;
    // The server asks for the texts itself (SV4); of our runs it may have refused a part.
    this.#ownRuns.compare(this.#view.runs);
    this.#tellOwnRuns();
  }

  #takeNotice({ code, message, ref }: RefusalNotice): void {
    // An edit that was under way when its file was removed; that was told already.
    if (ref === null && code === "FILE_GONE") return;
    // Typed before we heard that nothing is taken (RM3, SV4, SV5); a refused proposal would carry its `ref`.
    if (ref === null && REFUSES_EDITS.has(code)) this.#texts.keepUnsent();
    // While the server takes nothing the room says so all the time.
    if (ref !== null || !this.#sending.takesNothing) this.#notice = { code, message };
  }

  #remember(): void {
    const { session, you } = this.#view;
    if (session === null || you === null) return;
    rememberVisit(this.#store, { session, you, runs: this.#ownRuns.over(this.#view.runs), files: this.#view.files });
    const { id, title, language } = session;
    rememberSession({ id, title, language, lastOpenedAt: this.#clock.now() }, this.#store);
  }

  /** The session was deleted: nothing of it stays in this browser either. */
  #forget(): void {
    void this.#texts.forget().then(() => removeCopies(this.#databases, this.sessionId));
    this.#view = EMPTY_VIEW;
    forgetVisit(this.#store, this.sessionId);
    forgetSession(this.sessionId, this.#store);
    this.#identity.forget(this.sessionId);
  }

  #mayEdit(): boolean {
    return this.#mayChange() && lockedFor(this.#view.rights, this.#view.you, "edit") === null;
  }

  /** Whether the server takes what is no edit. */
  #mayChange(): boolean {
    const { session, you } = this.#view;
    const isEditor = you !== null && (you.role === "host" || you.role === "candidate");
    return session?.status === "open" && isEditor && !this.#sending.takesNothing;
  }

  /** A new replica has a new client id, and a connection may show presence under one only (PR1). */
  #startOver(): void {
    this.#connection.drop({ reason: "RESYNC", next: "at once" });
  }

  #tellOwnRuns(): void {
    if (this.#isLive && this.#mayChange()) this.#ownRuns.tell((proposal) => this.#sending.sendEvent(proposal));
  }

  // Telling the page -----------------------------------------------------------------------------------------------

  #build(runsBefore: readonly Run[]): RoomSnapshot {
    const { session, languageBy, you, participants, departed, rights, chat, files, gatheredBy, limits } = this.#view;
    return {
      connection: this.#connection.state,
      saved: savedState({
        isLive: this.#isLive,
        isEnded: session?.status === "ended",
        trouble: this.#sending.trouble,
        hasUnsavedTexts: this.#texts.hasUnsaved,
        hasUnsavedEvents: this.#sending.hasUnsavedEvents,
      }),
      keptLocally: this.#keptLocally,
      session,
      languageBy,
      you,
      participants,
      departed,
      chat,
      files,
      gatheredBy,
      rights,
      door: this.#door,
      runs: sameItems(runsBefore, this.#ownRuns.over(this.#view.runs)),
      limits,
      notice: this.#notice,
      recovered: this.#texts.recovered,
    };
  }

  #tell(): void {
    if (this.#isDisposed) return;
    this.#snapshots.tell(this.#build(this.#snapshots.current.runs));
  }
}

function isOfRun(proposal: Proposal): proposal is RunProposal {
  return proposal.type.startsWith("run_");
}

/** The list of before where it holds the same items, so that it can be compared by identity. */
function sameItems<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === now.length && now.every((item, at) => item === before[at]) ? before : now;
}
