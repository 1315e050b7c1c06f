/** The room as the page is told of it: what the server has said, with what only this browser knows. */
import type { RoomTexts } from "./roomTexts";
import type { RoomView } from "./roomView";
import { savedState } from "./savedState";
import type { Sending } from "./sending";
import type { ConnectionState, Door, Notice, RoomSnapshot, Run } from "./types";

export interface RoomFacts {
  readonly view: RoomView;
  readonly connection: ConnectionState;
  readonly sending: Sending;
  readonly texts: RoomTexts;
  readonly keptLocally: boolean;
  readonly door: Door | null;
  readonly notice: Notice | null;
  /** The room's, over which one's own go that it does not know yet. */
  readonly runs: readonly Run[];
}

/** @param runsBefore stay the same list where they are the same runs. */
export function snapshotOf(facts: RoomFacts, runsBefore: readonly Run[]): RoomSnapshot {
  const { connection, sending, texts, keptLocally, door, notice } = facts;
  const { session, languageBy, you, participants, departed, rights, chat, files, gatheredBy, limits } = facts.view;
  return {
    connection,
    saved: savedState({
      isLive: connection.kind === "live",
      isEnded: session?.status === "ended",
      trouble: sending.trouble,
      hasUnsavedTexts: texts.hasUnsaved,
      hasUnsavedEvents: sending.hasUnsavedEvents,
      isLoading: texts.isAwaited,
    }),
    keptLocally,
    session,
    languageBy,
    you,
    participants,
    departed,
    chat,
    files,
    gatheredBy,
    rights,
    door,
    runs: sameItems(runsBefore, facts.runs),
    limits,
    notice,
    recovered: texts.recovered,
  };
}

/** The list of before where it holds the same items, so that it can be compared by identity. */
function sameItems<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === now.length && now.every((item, at) => item === before[at]) ? before : now;
}
