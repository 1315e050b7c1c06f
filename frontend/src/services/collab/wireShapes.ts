/** The JSON payloads of docs/protocol.md, read strictly into the page's types. */
import {
  boolean,
  list,
  nullable,
  number,
  object,
  oneOf,
  type Reader,
  readRecord,
  record,
  ShapeError,
  string,
  withDefault,
} from "../../api/shape";
import { type Display, readDisplay } from "./displays";
import { PALETTE } from "./palette";
import { NO_RIGHTS } from "./rights";
import type {
  ChatLine,
  Door,
  Limits,
  Lock,
  Notice,
  OutputChunk,
  OutputPiece,
  OutputStream,
  Participant,
  Proposal,
  Rights,
  Role,
  Run,
  RunOutcome,
  SessionFile,
  SessionInfo,
} from "./types";

export interface TextInfo {
  readonly name: string;
  readonly language: string;
  /** What the file is called; `null` from a server that knows entry files only. */
  readonly file: string | null;
}

/** What the server says first: everything the page must know to show the room. */
export interface Welcome {
  readonly you: Participant;
  readonly participants: readonly Participant[];
  readonly session: SessionInfo;
  readonly texts: readonly TextInfo[];
  readonly rights: Rights;
  readonly runs: readonly Run[];
  readonly chat: readonly ChatLine[];
  readonly seq: number;
  readonly limits: Limits;
}

/** Something the peer sent was refused. `ref` is the refused proposal's. */
export interface RefusalNotice extends Notice {
  readonly ref: number | null;
}

interface EntryHead {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** The author's id; `null` where the server speaks for nobody. */
  readonly by: string | null;
  readonly ref: number | null;
}

/** An event as the log has it; docs/protocol.md, section 8. `unknown` is what a newer server may add. */
export type RoomEvent =
  | { readonly type: "joined"; readonly participant: Participant }
  | { readonly type: "left"; readonly participantId: string }
  | { readonly type: "named"; readonly participant: Participant }
  | { readonly type: "titled"; readonly title: string }
  | { readonly type: "language"; readonly language: string }
  | Extract<Proposal, { readonly type: "run_started" | `file_${string}` }>
  | {
      readonly type: "run_output";
      readonly run: string;
      readonly chunks: readonly OutputChunk[];
      /** Whether the server dropped something here because the run wrote too much. */
      readonly truncated: boolean;
    }
  | { readonly type: "run_display"; readonly run: string; readonly display: Display }
  | { readonly type: "stepped"; readonly run: string; readonly step: number }
  | {
      readonly type: "run_finished";
      readonly run: string;
      readonly outcome: RunOutcome;
      readonly durationMs: number | null;
      readonly error: string | null;
      readonly peakMemoryBytes: number | null;
    }
  | { readonly type: "chat"; readonly text: string }
  | { readonly type: "gathered" }
  | { readonly type: "ended" | "reopened" | "started" }
  | { readonly type: "knocked"; readonly participant: Participant }
  | { readonly type: "lobby"; readonly on: boolean }
  | { readonly type: "admitted" | "removed"; readonly participantId: string }
  | { readonly type: "locked" | "unlocked"; readonly lock: Lock; readonly participantId: string | null }
  | { readonly type: "link_rotated"; readonly role: Role }
  | { readonly type: "unknown" };

export type LogEntry = EntryHead & RoomEvent;

const readRole = oneOf<Role>("host", "candidate", "observer", "waiting");

export const readParticipant = object<Participant>({
  id: string,
  name: string,
  color: oneOf(...PALETTE),
  role: readRole,
});

export const readSessionInfo = object<SessionInfo>({
  id: string,
  title: string,
  language: string,
  status: oneOf("open", "ended"),
  createdAt: string,
  endedAt: nullable(string),
});

const readChunk = object<OutputChunk>({
  stream: oneOf<OutputStream>("stdout", "stderr", "stdin", "prompt"),
  text: string,
});
const readDisplayField = object<{ display: Display }>({ display: readDisplay });
const readPiece: Reader<OutputPiece> = (value) =>
  readRecord(value).stream === "display" ? { stream: "display", ...readDisplayField(value) } : readChunk(value);
const readOutcome = oneOf<RunOutcome>("running", "succeeded", "failed", "stopped", "lost");

export const readRun = object<Run>({
  id: string,
  by: readParticipant,
  language: string,
  text: string,
  codeHash: string,
  startedAt: string,
  output: list(readPiece),
  truncated: boolean,
  outcome: readOutcome,
  durationMs: nullable(number),
  error: nullable(string),
  peakMemoryBytes: withDefault(nullable(number), null),
  step: withDefault(nullable(number), null),
  stdin: withDefault(nullable(string), null),
  runtime: withDefault(nullable(string), null),
  files: withDefault(list(string), []),
});

export const readSessionFile = object<SessionFile>({ text: string, language: string, name: string });

/** Of a server that does not tell its own. */
const CHAT_LENGTH = 2_000;

const readLimits = object<Limits>({
  textLength: number,
  nameLength: number,
  titleLength: number,
  runOutput: number,
  chatLength: withDefault(number, CHAT_LENGTH),
});

const readChatLine = object<ChatLine>({ at: string, by: readParticipant, text: string });

const readLock = oneOf<Lock>("edit", "run", "paste", "help");

const readRights = object<Rights>({
  preparing: boolean,
  lobby: boolean,
  locks: object<Rights["locks"]>({ all: list(readLock), people: record(list(readLock)) }),
  removed: list(readParticipant),
});

export const readDoor = object<Door>({ title: string, reason: oneOf<Door["reason"]>("lobby", "preparing") });

export const readWelcome = object<Welcome>({
  you: readParticipant,
  participants: list(readParticipant),
  session: readSessionInfo,
  rights: withDefault(readRights, NO_RIGHTS),
  texts: list(object<TextInfo>({ name: string, language: string, file: withDefault(nullable(string), null) })),
  runs: list(readRun),
  chat: withDefault(list(readChatLine), []),
  seq: number,
  limits: readLimits,
});

const readRef = withDefault(nullable(number), null);

export const readNotice = object<RefusalNotice>({ code: string, message: string, ref: readRef });

const readHead = object<EntryHead>({
  seq: number,
  at: string,
  by: withDefault(nullable(string), null),
  ref: readRef,
});

const participantField = object<{ participant: Participant }>({ participant: readParticipant });

const participantIdField = object<{ participantId: string }>({ participantId: string });
const lockFields = object<{ lock: Lock; participantId: string | null }>({
  lock: readLock,
  participantId: nullable(string),
});

const createdFields = object<{ file: string; language: string; name: string }>({
  file: string,
  language: string,
  name: string,
});
const renamedFields = object<{ file: string; name: string }>({ file: string, name: string });

const runField = object<{ run: string }>({ run: string });

const EVENT_READERS: { readonly [type: string]: Reader<RoomEvent> } = {
  joined: (value) => ({ type: "joined", ...participantField(value) }),
  left: (value) => ({ type: "left", ...object<{ participantId: string }>({ participantId: string })(value) }),
  named: (value) => ({ type: "named", ...participantField(value) }),
  titled: (value) => ({ type: "titled", ...object<{ title: string }>({ title: string })(value) }),
  language: (value) => ({ type: "language", ...object<{ language: string }>({ language: string })(value) }),
  run_started: object<Extract<RoomEvent, { type: "run_started" }>>({
    type: oneOf("run_started"),
    run: string,
    language: string,
    text: string,
    codeHash: string,
    stdin: withDefault(nullable(string), null),
    runtime: withDefault(nullable(string), null),
    files: withDefault(list(string), []),
  }),
  file_created: (value) => ({ type: "file_created", ...createdFields(value) }),
  file_renamed: (value) => ({ type: "file_renamed", ...renamedFields(value) }),
  file_removed: (value) => ({ type: "file_removed", ...object<{ file: string }>({ file: string })(value) }),
  run_output: object<Extract<RoomEvent, { type: "run_output" }>>({
    type: oneOf("run_output"),
    run: string,
    chunks: list(readChunk),
    truncated: withDefault(boolean, false),
  }),
  run_display: (value) => ({ type: "run_display", ...runField(value), ...readDisplayField(value) }),
  stepped: (value) => ({ type: "stepped", ...runField(value), ...object<{ step: number }>({ step: number })(value) }),
  run_finished: object<Extract<RoomEvent, { type: "run_finished" }>>({
    type: oneOf("run_finished"),
    run: string,
    outcome: readOutcome,
    durationMs: nullable(number),
    error: nullable(string),
    peakMemoryBytes: withDefault(nullable(number), null),
  }),
  chat: (value) => ({ type: "chat", ...object<{ text: string }>({ text: string })(value) }),
  gathered: () => ({ type: "gathered" }),
  ended: () => ({ type: "ended" }),
  reopened: () => ({ type: "reopened" }),
  started: () => ({ type: "started" }),
  knocked: (value) => ({ type: "knocked", ...participantField(value) }),
  lobby: (value) => ({ type: "lobby", ...object<{ on: boolean }>({ on: boolean })(value) }),
  admitted: (value) => ({ type: "admitted", ...participantIdField(value) }),
  removed: (value) => ({ type: "removed", ...participantIdField(value) }),
  locked: (value) => ({ type: "locked", ...lockFields(value) }),
  unlocked: (value) => ({ type: "unlocked", ...lockFields(value) }),
  link_rotated: (value) => ({ type: "link_rotated", ...object<{ role: Role }>({ role: readRole })(value) }),
};

/** Reads a log entry. A type that this page does not know is kept as `unknown`: its author may be newer than we are. */
export const readLogEntry: Reader<LogEntry> = (value) => {
  const type = readRecord(value).type;
  if (typeof type !== "string") throw new ShapeError("`type`: Expected a string.");
  const read = Object.hasOwn(EVENT_READERS, type) ? EVENT_READERS[type] : undefined;
  return { ...readHead(value), ...(read === undefined ? { type: "unknown" as const } : read(value)) };
};
