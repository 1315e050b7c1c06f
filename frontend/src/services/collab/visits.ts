/** What this browser knew of a session when it last left, so that a reload without a connection shows it. */
import { boolean, list, nullable, object, string, withDefault } from "../../api/shape";
import type { BrowserStore } from "./browserStore";
import type { OutputPiece, Participant, RoomSnapshot, Run, SessionFile, SessionInfo } from "./types";
import { readParticipant, readRun, readSessionFile, readSessionInfo } from "./wireShapes";

/** UTF-16 units of runs' output kept per session; localStorage holds about 5 million in all. */
export const MAX_KEPT_OUTPUT = 100_000;

export interface Visit {
  readonly session: SessionInfo;
  readonly you: Participant;
  readonly runs: readonly Run[];
  readonly files: readonly SessionFile[];
}

const readVisit = object<Visit>({
  session: readSessionInfo,
  you: readParticipant,
  runs: list(readRun),
  files: withDefault(list(readSessionFile), []),
});

/** The last visit, or `null`. */
export function lastVisit(store: BrowserStore, sessionId: string): Visit | null {
  return store.read(`visit/${sessionId}`, nullable(readVisit), null);
}

export function rememberVisit(store: BrowserStore, visit: Visit): void {
  store.write(`visit/${visit.session.id}`, { ...visit, runs: newestThatFit(visit.runs) });
}

export function forgetVisit(store: BrowserStore, sessionId: string): void {
  store.remove(`visit/${sessionId}`);
}

/** Whether an edit of this text was left here that the server has not confirmed. */
export function hasUnsaved(store: BrowserStore, sessionId: string, text: string): boolean {
  return store.read(`unsaved/${sessionId}/${text}`, boolean, false);
}

export function rememberUnsaved(store: BrowserStore, sessionId: string, text: string, unsaved: boolean): void {
  const key = `unsaved/${sessionId}/${text}`;
  if (unsaved) store.write(key, true);
  else store.remove(key);
}

const readCopies = list(object<RoomSnapshot["recovered"][number]>({ text: string, content: string }));

/** The copies set aside that nobody has dismissed yet. */
export function copiesAside(store: BrowserStore, sessionId: string): RoomSnapshot["recovered"] {
  return store.read(`aside/${sessionId}`, readCopies, []);
}

export function rememberAside(store: BrowserStore, sessionId: string, copies: RoomSnapshot["recovered"]): void {
  const key = `aside/${sessionId}`;
  if (copies.length > 0) store.write(key, copies);
  else store.remove(key);
}

/** Pictures and traces are too large to be kept here; the server tells of them again. */
function withoutDisplays(run: Run): Run {
  const dropped: OutputPiece = { stream: "display", display: { kind: "dropped" } };
  return { ...run, step: null, output: run.output.map((piece) => (piece.stream === "display" ? dropped : piece)) };
}

function newestThatFit(runs: readonly Run[]): readonly Run[] {
  let room = MAX_KEPT_OUTPUT;
  const kept = runs.toReversed().filter((run) => {
    room -= run.output.reduce((length, piece) => length + ("text" in piece ? piece.text.length : 0), 0);
    return room >= 0;
  });
  return kept.reverse().map(withoutDisplays);
}
