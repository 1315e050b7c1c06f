/** What the page knows of the room, folded from `welcome` and the events that follow it. Pure. */
import { filesOf, foldFiles } from "./files";
import { foldRights, NO_RIGHTS } from "./rights";
import { foldRun, loseRuns } from "./runs";
import type { ChatLine, Limits, Participant, Rights, Run, SessionFile, SessionInfo } from "./types";
import type { LogEntry, Welcome } from "./wireShapes";

export interface RoomView {
  readonly session: SessionInfo | null;
  readonly languageBy: Participant | null;
  readonly you: Participant | null;
  readonly participants: readonly Participant[];
  readonly rights: Rights;
  /** As the server tells them, oldest first. */
  readonly runs: readonly Run[];
  readonly files: readonly SessionFile[];
  readonly chat: readonly ChatLine[];
  readonly departed: readonly Participant[];
  readonly gatheredBy: { readonly host: Participant } | null;
  readonly limits: Limits;
  /** Everybody seen since `welcome`, gone or not: a run's output may arrive behind its author's leaving. */
  readonly known: ReadonlyMap<string, Participant>;
}

/** Lines of the chat that are kept; the server tells as many (docs/protocol.md CT2). */
const MAX_CHAT = 200;
/** How ids of scripts begin: nobody waits for their return. */
const GUEST = "g-";
/** People who have left and are still shown. */
const MAX_GONE = 20;

/** Until the server has told its own (backend/app/limits.py). */
export const DEFAULT_LIMITS: Limits = {
  textLength: 200_000,
  nameLength: 60,
  titleLength: 120,
  runOutput: 256 * 1024,
  chatLength: 2_000,
};

export const EMPTY_VIEW: RoomView = {
  session: null,
  languageBy: null,
  you: null,
  participants: [],
  rights: NO_RIGHTS,
  runs: [],
  files: [],
  chat: [],
  departed: [],
  gatheredBy: null,
  limits: DEFAULT_LIMITS,
  known: new Map(),
};

/** `welcome` replaces everything that was known, except who has been here before. */
export function welcomed(welcome: Welcome, before: RoomView): RoomView {
  const { session, you, participants, rights, runs, chat, limits } = welcome;
  const known = new Map(participants.map((participant) => [participant.id, participant]));
  const departed = [...before.departed, ...before.known.values()].filter(
    ({ id }) => !known.has(id) && !id.startsWith(GUEST),
  );
  return {
    session,
    languageBy: null,
    you,
    participants,
    rights,
    runs,
    files: filesOf(welcome.texts),
    chat,
    departed: onceEach(departed),
    gatheredBy: null,
    limits,
    known,
  };
}

/** Who is here is not known without a connection. */
export function disconnected(view: RoomView): RoomView {
  return view.participants.length === 0 ? view : { ...view, participants: [] };
}

/** The room after one entry of the log. */
export function folded(view: RoomView, entry: LogEntry): RoomView {
  switch (entry.type) {
    case "joined":
    case "knocked":
    case "named":
      return met(view, entry.participant, entry.type !== "named");
    case "left":
      return {
        ...view,
        participants: view.participants.filter((participant) => participant.id !== entry.participantId),
        departed: onceEach([...present(view, entry.participantId), ...view.departed]),
        runs: loseRuns(view.runs, entry.participantId),
      };
    case "titled":
      return withSession(view, (session) => ({ ...session, title: entry.title }));
    case "language":
      return {
        ...withSession(view, (session) => ({ ...session, language: entry.language })),
        languageBy: authorIn(view, entry.by),
      };
    case "ended":
      return withSession(view, (session) => ({ ...session, status: "ended", endedAt: entry.at }));
    case "chat": {
      const by = authorIn(view, entry.by);
      if (by === null) return view;
      return { ...view, chat: [...view.chat, { at: entry.at, by, text: entry.text }].slice(-MAX_CHAT) };
    }
    case "gathered": {
      const host = authorIn(view, entry.by);
      return host === null ? view : { ...view, gatheredBy: { host } };
    }
    case "reopened":
      return withSession(view, (session) => ({ ...session, status: "open", endedAt: null }));
    case "started":
      // What was run before is a part of what was prepared unseen.
      return { ...view, rights: foldRights(view.rights, entry, view.known), runs: [], chat: [] };
    case "lobby":
    case "admitted":
    case "removed":
    case "locked":
    case "unlocked":
      return { ...view, rights: foldRights(view.rights, entry, view.known) };
    case "file_created":
    case "file_renamed":
    case "file_removed":
      return { ...view, files: foldFiles(view.files, entry) };
    case "run_started":
    case "run_output":
    case "run_display":
    case "stepped":
    case "run_finished": {
      const by = authorIn(view, entry.by);
      return { ...view, runs: foldRun(view.runs, entry, by, entry.at, view.limits.runOutput) };
    }
    case "link_rotated":
    case "unknown":
      return view;
  }
}

function met(view: RoomView, participant: Participant, isNew: boolean): RoomView {
  const isHere = view.participants.some((known) => known.id === participant.id);
  const replace = (known: Participant) => (known.id === participant.id ? participant : known);
  return {
    ...view,
    you: view.you === null ? null : replace(view.you),
    participants: isHere || !isNew ? view.participants.map(replace) : [...view.participants, participant],
    departed: isNew ? view.departed.filter(({ id }) => id !== participant.id) : view.departed,
    known: new Map(view.known).set(participant.id, participant),
  };
}

function present({ participants }: RoomView, id: string): readonly Participant[] {
  return participants.filter((participant) => participant.id === id);
}

function onceEach(people: readonly Participant[]): readonly Participant[] {
  return [...new Map(people.toReversed().map((person) => [person.id, person])).values()]
    .toReversed()
    .slice(0, MAX_GONE);
}

function withSession(view: RoomView, change: (session: SessionInfo) => SessionInfo): RoomView {
  return view.session === null ? view : { ...view, session: change(view.session) };
}

/** Who `by` is. What came through the API has no participant; it is shown as a script. */
export function authorIn(view: RoomView, id: string | null): Participant | null {
  if (id === null) return null;
  return view.known.get(id) ?? { id, name: "Script", color: "c0", role: "observer" };
}
