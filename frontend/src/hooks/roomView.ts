/** Which of its faces the session page shows, decided from the room's snapshot alone. */
import type { CloseReason, ConnectionState, Door, RoomSnapshot, SessionInfo } from "../services/collab/types";

export type RoomView =
  | { readonly kind: "opening" }
  | { readonly kind: "notFound" }
  | { readonly kind: "removed" }
  | { readonly kind: "replaced" }
  | { readonly kind: "deleted" }
  | { readonly kind: "notLetIn"; readonly retryAt: number | null }
  | { readonly kind: "waiting"; readonly door: Door }
  | { readonly kind: "away"; readonly retryAt: number | null }
  | { readonly kind: "full"; readonly retryAt: number | null }
  | { readonly kind: "serverFull"; readonly retryAt: number | null }
  | { readonly kind: "tooFast"; readonly retryAt: number | null }
  | { readonly kind: "heldBack"; readonly retryAt: number | null }
  | { readonly kind: "storage"; readonly retryAt: number | null }
  | { readonly kind: "refused"; readonly reason: CloseReason }
  | { readonly kind: "ended"; readonly session: SessionInfo }
  | { readonly kind: "open"; readonly session: SessionInfo };

function withoutSession(connection: ConnectionState): RoomView {
  switch (connection.kind) {
    case "connecting":
      return connection.attempt > 0 ? { kind: "away", retryAt: null } : { kind: "opening" };
    case "live":
      return { kind: "opening" };
    case "waiting":
      return outside(connection.reason, connection.retryAt);
    case "closed":
      return outside(connection.reason, null);
  }
}

function outside(reason: CloseReason, retryAt: number | null): RoomView {
  switch (reason) {
    case "SESSION_NOT_FOUND":
      return { kind: "notFound" };
    case "REMOVED":
      return { kind: "removed" };
    case "LINK_REPLACED":
      return { kind: "replaced" };
    case "SESSION_DELETED":
      return { kind: "deleted" };
    case "NOT_LET_IN":
      return { kind: "notLetIn", retryAt };
    case "ROOM_FULL":
      return { kind: "full", retryAt };
    case "SERVER_FULL":
      return { kind: "serverFull", retryAt };
    case "TOO_FAST":
      return { kind: "tooFast", retryAt };
    case "STREAM_HELD_BACK":
      return { kind: "heldBack", retryAt };
    case "STORAGE_UNAVAILABLE":
      return { kind: "storage", retryAt };
    case "CONNECTION_LOST":
    case "PEER_SILENT":
      return { kind: "away", retryAt };
    case "TICKET_SPENT":
    case "SERVER_RESTARTS":
    case "RESYNC":
    case "FELL_BEHIND":
      return retryAt === null ? { kind: "refused", reason } : { kind: "opening" };
    case "BAD_FRAME":
    case "FORBIDDEN":
    case "TEXT_TOO_LONG":
    case "FRAME_TOO_LARGE":
      return { kind: "refused", reason };
  }
}

/** After these nothing of the session may stay on the screen as if one were still in it. */
const IS_OVER: ReadonlySet<CloseReason> = new Set(["SESSION_NOT_FOUND", "REMOVED", "LINK_REPLACED", "SESSION_DELETED"]);

/** The face of the room. A session that is known, from the server or from this browser's copy, stays on the screen. */
export function chooseView(snapshot: RoomSnapshot): RoomView {
  const { connection, session, door } = snapshot;
  if (connection.kind === "closed" && IS_OVER.has(connection.reason)) return outside(connection.reason, null);
  if (door !== null && connection.kind !== "closed") return { kind: "waiting", door };
  if (session === null) return withoutSession(connection);
  return session.status === "ended" ? { kind: "ended", session } : { kind: "open", session };
}
