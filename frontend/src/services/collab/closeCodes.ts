/** Close codes and what the page does then: the mirror of docs/protocol.md, section 11, held equal by a test. */
import type { CloseReason } from "./types";

/** `stop`: closed until the person acts (connects again, or starts anew). `at once`: reconnect quickly. `later`: reconnect with a longer pause. */
export type Afterwards = "stop" | "at once" | "later";

export interface CloseMeaning {
  readonly reason: CloseReason;
  readonly next: Afterwards;
}

export const CLOSE_CODES: ReadonlyMap<number, CloseMeaning> = new Map<number, CloseMeaning>([
  [1001, { reason: "PEER_SILENT", next: "at once" }],
  [1009, { reason: "FRAME_TOO_LARGE", next: "stop" }],
  [1012, { reason: "SERVER_RESTARTS", next: "at once" }],
  [4400, { reason: "BAD_FRAME", next: "stop" }],
  [4403, { reason: "FORBIDDEN", next: "stop" }],
  [4404, { reason: "SESSION_NOT_FOUND", next: "stop" }],
  [4410, { reason: "LINK_REPLACED", next: "stop" }],
  [4411, { reason: "REMOVED", next: "stop" }],
  [4412, { reason: "SESSION_DELETED", next: "stop" }],
  [4413, { reason: "TEXT_TOO_LONG", next: "stop" }],
  [4500, { reason: "STORAGE_UNAVAILABLE", next: "later" }],
  [4509, { reason: "RESYNC", next: "at once" }],
  [4523, { reason: "NOT_LET_IN", next: "later" }],
  [4524, { reason: "TICKET_SPENT", next: "at once" }],
  [4529, { reason: "ROOM_FULL", next: "later" }],
  [4530, { reason: "FELL_BEHIND", next: "at once" }],
  [4531, { reason: "TOO_FAST", next: "later" }],
  [4532, { reason: "SERVER_FULL", next: "later" }],
]);

/** What the page's own copy can be the cause of: each handshake sends it again, and is refused again. */
const OF_OWN_COPY: ReadonlySet<CloseReason> = new Set(["BAD_FRAME", "FORBIDDEN", "TEXT_TOO_LONG", "FRAME_TOO_LARGE"]);

/** Whether starting anew from the server's text may help where connecting again does not. */
export function isRefusalOfCopy(reason: CloseReason): boolean {
  return OF_OWN_COPY.has(reason);
}

/** Whether there is more to say of the wait than that it is one: the server asked for it, or the network is in the way. */
export function isAskedToWait(reason: CloseReason): boolean {
  return (
    reason === "STREAM_HELD_BACK" ||
    [...CLOSE_CODES.values()].some((meaning) => meaning.reason === reason && meaning.next === "later")
  );
}

/** The connection is gone without a word. */
export const LOST: CloseMeaning = { reason: "CONNECTION_LOST", next: "at once" };
/** The code with which a browser tells of that. */
export const LOST_CODE = 1006;

/** Every other code is a lost connection: a proxy's reload, a dead network, a killed server. */
export function meaningOf(code: number): CloseMeaning {
  return CLOSE_CODES.get(code) ?? LOST;
}
