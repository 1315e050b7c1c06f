/** The room client: one connection, the session's texts, its people and runs, told to the page as snapshots. */
import { syncSocketUrl } from "../../api/urls";
import { type BrowserStore, browserStore } from "./browserStore";
import { browserCarriers } from "./carriers";
import { type Clock, systemClock } from "./clock";
import { browserHints, Connection, type Hints, type SocketFactory } from "./connection";
import { idOfFile, isCreatedText, textOfFile } from "./files";
import { Identity } from "./identity";
import { Introduction } from "./introduction";
import { canKeepCopies, removeCopies } from "./localCopy";
import { OwnRuns } from "./ownRuns";
import { decodeServerMessage, SUBPROTOCOL } from "./protocol";
import { lockedFor } from "./rights";
import { RoomMemory } from "./roomMemory";
import { snapshotOf } from "./roomSnapshot";
import { RoomTexts } from "./roomTexts";
import { disconnected, EMPTY_VIEW, folded, type RoomView, welcomed } from "./roomView";
import type { RunProposal } from "./runs";
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
  #view: RoomView = EMPTY_VIEW;
  #notice: Notice | null = null;
  #door: Door | null = null;
  #keptLocally: boolean;
  #isDisposed = false;
  readonly #texts: RoomTexts;
  readonly #sending = new Sending((frame) => this.#connection.send(frame));
  readonly #ownRuns = new OwnRuns();
  readonly #snapshots: Snapshots<RoomSnapshot>;
  readonly #clock: Clock;
  readonly #databases: IDBFactory | undefined;
  readonly #memory: RoomMemory;
  readonly #introduction: Introduction;
  readonly #connection: Connection;

  constructor(options: RoomClientOptions) {
    const { sessionId, name, clock = systemClock, store = browserStore } = options;
    const databases = options.databases === undefined ? globalThis.indexedDB : (options.databases ?? undefined);
    this.sessionId = sessionId;
    this.#databases = databases;
    this.#clock = clock;
    const identity = new Identity(store);
    this.#memory = new RoomMemory({ sessionId, store, identity, clock });
    this.#introduction = new Introduction(sessionId, name, identity, (hello) =>
      this.#sending.send({ kind: "hello", hello }),
    );
    this.#keptLocally = databases !== undefined;
    const canKeep = canKeepCopies(databases);
    const visit = this.#memory.recall();
    if (visit !== null) this.#view = { ...EMPTY_VIEW, ...visit };
    this.#texts = new RoomTexts(
      {
        sessionId,
        clock,
        store,
        identity,
        canKeep,
        send: (name, message) => this.#sending.sendOfText(name, message),
        isLive: () => this.#isLive,
        isKnown: (name) => !isCreatedText(name) || this.#view.files.some(({ text }) => text === name),
        mayEdit: () => this.#mayEdit(),
        onUnsaved: () => this.#tell(),
        // A text is opened while the page is drawn, which must not be told of anything meanwhile.
        onAwaited: () => queueMicrotask(() => this.#tell()),
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
      onOpen: () => this.#introduction.begin(),
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
    if (proposal.type === "named") this.#introduction.rename(proposal.name);
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

  #takeState(state: ConnectionState): void {
    if (state.kind !== "live") {
      this.#introduction.callOff();
      this.#sending.reset();
      this.#view = disconnected(this.#view);
      this.#texts.disconnect();
    }
    if (state.kind === "closed") this.#door = null;
    if (state.kind === "closed" && state.reason === "LINK_REPLACED" && this.#introduction.hasNewerHostKey)
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
    // Before it is live: what is here must not be told as all there is.
    this.#texts.introduce(welcome.you);
    this.#texts.connect();
    this.#connection.markLive();
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
    this.#memory.remember(this.#view, this.#ownRuns.over(this.#view.runs));
  }

  /** The session was deleted: nothing of it stays in this browser either. */
  #forget(): void {
    void this.#texts.forget().then(() => removeCopies(this.#databases, this.sessionId));
    this.#view = EMPTY_VIEW;
    this.#memory.forget();
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
    return snapshotOf(
      {
        view: this.#view,
        connection: this.#connection.state,
        sending: this.#sending,
        texts: this.#texts,
        keptLocally: this.#keptLocally,
        door: this.#door,
        notice: this.#notice,
        runs: this.#ownRuns.over(this.#view.runs),
      },
      runsBefore,
    );
  }

  #tell(): void {
    if (this.#isDisposed) return;
    this.#snapshots.tell(this.#build(this.#snapshots.current.runs));
  }
}

function isOfRun(proposal: Proposal): proposal is RunProposal {
  return proposal.type.startsWith("run_");
}
