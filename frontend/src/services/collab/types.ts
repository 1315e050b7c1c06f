/** The room as the page sees it: connection, participants, session, runs and saved state. */
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { Display } from "./displays";

/** `waiting`: before the door, until a host lets in. */
export type Role = "host" | "candidate" | "observer" | "waiting";

/** A person in the session. `color` names an entry of the page's palette (`c0` to `c9`), never CSS. */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly role: Role;
}

/** `idle`: nothing was pressed or moved for a while. `away`: the page is not in sight. */
export type Activity = "active" | "idle" | "away";

/** What is said of a participant in a list of them. */
export type ShownStanding = Activity | "typing" | "offline";

/** What a page shows of its person (docs/protocol.md PR8). `runtime`: the language whose runtime is ready. */
export interface OwnStanding {
  readonly activity: Activity;
  readonly runtime: string | null;
}

/** How a participant is, all their pages taken together. */
export interface Standing {
  readonly activity: Activity;
  readonly isTyping: boolean;
  /** The languages whose runtime is ready in one of their pages. */
  readonly runtimes: readonly string[];
}

/** A line of the chat. `at` in ISO 8601. */
export interface ChatLine {
  readonly at: string;
  readonly by: Participant;
  readonly text: string;
}

/** What a host can take from people for a while. */
export type Lock = "edit" | "run" | "paste" | "help";

/** What hosts have decided about people; docs/protocol.md, section 14. */
export interface Rights {
  /** Whether only hosts may come in, until the session is started. */
  readonly preparing: boolean;
  /** Whether new people wait until a host lets them in. */
  readonly lobby: boolean;
  readonly locks: {
    readonly all: readonly Lock[];
    readonly people: { readonly [participantId: string]: readonly Lock[] };
  };
  /** Who was removed and may not come back; told to hosts only. */
  readonly removed: readonly Participant[];
}

/** What somebody is told who must wait before the door. */
export interface Door {
  readonly title: string;
  readonly reason: "lobby" | "preparing";
}

export interface SessionInfo {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly status: "open" | "ended";
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** A file that somebody has created beside the entry file of a language. `text` names its text. */
export interface SessionFile {
  readonly text: string;
  readonly language: string;
  readonly name: string;
}

export type OutputStream = "stdout" | "stderr" | "stdin" | "prompt";

export interface OutputChunk {
  readonly stream: OutputStream;
  readonly text: string;
}

export interface DisplayPiece {
  readonly stream: "display";
  readonly display: Display;
}

export type OutputPiece = OutputChunk | DisplayPiece;

export type RunOutcome = "running" | "succeeded" | "failed" | "stopped" | "lost";

/** One execution in somebody's browser, as that browser tells it. Times in ISO 8601, durations in milliseconds. */
export interface Run {
  readonly id: string;
  readonly by: Participant;
  readonly language: string;
  readonly text: string;
  readonly codeHash: string;
  readonly startedAt: string;
  readonly output: readonly OutputPiece[];
  readonly truncated: boolean;
  readonly outcome: RunOutcome;
  readonly durationMs: number | null;
  readonly error: string | null;
  /** The most memory it has had; null where that is not known. */
  readonly peakMemoryBytes: number | null;
  /** Which step of its trace everybody is shown. */
  readonly step: number | null;
  /** The input that was prepared; null where it is not known, or was too long to be kept. */
  readonly stdin: string | null;
  /** What ran it, in words and with its version; null where it is not known. */
  readonly runtime: string | null;
  /** The names of the files that it had beside its text. */
  readonly files: readonly string[];
}

/** Why a connection ended; the names of `docs/protocol.md`, section 11. */
export type CloseReason =
  | "FRAME_TOO_LARGE"
  | "SERVER_RESTARTS"
  | "BAD_FRAME"
  | "FORBIDDEN"
  | "SESSION_NOT_FOUND"
  | "LINK_REPLACED"
  | "REMOVED"
  | "SESSION_DELETED"
  | "NOT_LET_IN"
  | "TICKET_SPENT"
  | "RESYNC"
  | "TEXT_TOO_LONG"
  | "ROOM_FULL"
  | "FELL_BEHIND"
  | "PEER_SILENT"
  | "TOO_FAST"
  | "SERVER_FULL"
  | "STORAGE_UNAVAILABLE"
  | "CONNECTION_LOST"
  /** Not the server's: something on the way passes on nothing of its event stream (HT9). */
  | "STREAM_HELD_BACK";

export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  /** `overHttp`: the network lets no WebSocket through, and the frames go over HTTP. */
  | { readonly kind: "live"; readonly overHttp: boolean }
  | { readonly kind: "waiting"; readonly retryAt: number; readonly attempt: number; readonly reason: CloseReason }
  | { readonly kind: "closed"; readonly reason: CloseReason };

/**
 * What the server says of its storage (docs/protocol.md, section 7). `failing`: writes fail and are retried. `paused`: it
 * takes no edits until the storage is back. `damaged`: part of the session's log cannot be read, it is read-only.
 */
export type Trouble = "none" | "failing" | "paused" | "damaged";

/**
 * What the page may truthfully say about the person's own edits.
 * `loading`: nothing of ours waits, but what the server has is not all here yet.
 * `saved`: all on the server's disk. `saving`: sent, not yet confirmed. `unsent`: kept in this browser only.
 * `trouble`: the server cannot write and retries. `paused` and `damaged`: it takes no edits now.
 */
export type SavedState = "loading" | "saved" | "saving" | "unsent" | "trouble" | "paused" | "damaged";

export interface Limits {
  readonly textLength: number;
  readonly nameLength: number;
  readonly titleLength: number;
  readonly runOutput: number;
  readonly chatLength: number;
}

export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** What is known of the room now. Replaced as a whole on each change, so it can be compared by identity. */
export interface RoomSnapshot {
  readonly connection: ConnectionState;
  readonly saved: SavedState;
  /** Whether this browser keeps a copy (IndexedDB can be missing, as in some private windows). */
  readonly keptLocally: boolean;
  /** `null` until the server, or this browser's copy of an earlier visit, has told. */
  readonly session: SessionInfo | null;
  /** Who chose the language last, as far as this page has heard; `null` before the first switch. */
  readonly languageBy: Participant | null;
  readonly you: Participant | null;
  /** Who is connected, in the order of joining; empty while the connection is not live. */
  readonly participants: readonly Participant[];
  /** Who was here while this page was connected and has left, the last to leave first. */
  readonly departed: readonly Participant[];
  readonly rights: Rights;
  /** Where this person waits to be let in; `null` in the room. */
  readonly door: Door | null;
  readonly runs: readonly Run[];
  /** What was created beside the entry files, of all languages. */
  readonly files: readonly SessionFile[];
  /** The newest lines of the chat, oldest first. */
  readonly chat: readonly ChatLine[];
  /** The host who gathered everybody last, since this page came; a new object each time. */
  readonly gatheredBy: { readonly host: Participant } | null;
  readonly limits: Limits;
  /** The last thing that the server refused, until dismissed. */
  readonly notice: Notice | null;
  /** Copies set aside, because a text differed from the server's (docs/protocol.md CH1) or by `startAnew`. */
  readonly recovered: readonly { readonly text: string; readonly content: string }[];
}

/** One shared text: one Yjs document with the one root `content`. Texts live as long as the room client. */
export interface SharedText {
  readonly name: string;
  readonly doc: Y.Doc;
  readonly content: Y.Text;
  readonly awareness: Awareness;
  /** Resolves when the copy in this browser has been read (at once where there is none). */
  readonly loaded: Promise<void>;
  /** Whether the server, which can be reached, has yet to tell what it has of the text on this connection. */
  readonly isAwaited: boolean;
  /** Resolves when it has told, or cannot be reached any more. */
  arrived(): Promise<void>;
}

/** What a participant may propose; docs/protocol.md, section 8. */
export type Proposal =
  | { readonly type: "named"; readonly name: string }
  | { readonly type: "titled"; readonly title: string }
  | { readonly type: "language"; readonly language: string }
  | { readonly type: "file_created"; readonly file: string; readonly language: string; readonly name: string }
  | { readonly type: "file_renamed"; readonly file: string; readonly name: string }
  | { readonly type: "file_removed"; readonly file: string }
  | {
      readonly type: "run_started";
      readonly run: string;
      readonly language: string;
      readonly text: string;
      readonly codeHash: string;
      readonly stdin: string | null;
      readonly runtime: string | null;
      readonly files: readonly string[];
    }
  | { readonly type: "run_output"; readonly run: string; readonly chunks: readonly OutputChunk[] }
  | { readonly type: "run_display"; readonly run: string; readonly display: Display }
  | { readonly type: "stepped"; readonly run: string; readonly step: number }
  | {
      readonly type: "run_finished";
      readonly run: string;
      readonly outcome: "succeeded" | "failed" | "stopped";
      readonly durationMs: number;
      readonly error: string | null;
      readonly peakMemoryBytes?: number | null;
    }
  | { readonly type: "chat"; readonly text: string }
  | { readonly type: "gathered" }
  | { readonly type: "ended" }
  | { readonly type: "reopened" }
  | { readonly type: "started" }
  | { readonly type: "lobby"; readonly on: boolean }
  | { readonly type: "admitted" | "removed"; readonly participantId: string }
  | { readonly type: "locked" | "unlocked"; readonly lock: Lock; readonly participantId: string | null };

export interface RoomClient {
  readonly sessionId: string;
  subscribe(listener: () => void): () => void;
  snapshot(): RoomSnapshot;
  /**
   * The text of that name, made on first use. After a resync (CH1) or `startAnew` the text is a new object:
   * subscribers are told and must ask again.
   */
  text(name: string): SharedText;
  /** Proposes an event. Run events are kept while offline and sent in order when live again; others are dropped when not live. */
  propose(proposal: Proposal): void;
  /** Shows the others how the person is, in every text that is open (PR8). */
  show(standing: OwnStanding): void;
  dismissNotice(): void;
  dismissRecovered(): void;
  /** Tries again now, also from `closed`. */
  reconnect(): void;
  /**
   * Sets this browser's copies of the open texts aside (`recovered`) and reads them anew from the server: the way out where
   * a copy holds what the server refuses at each handshake.
   */
  startAnew(): void;
  /** Closes everything. Safe to call twice. */
  dispose(): void;
}
