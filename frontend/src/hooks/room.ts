/** The room for the components below it: the client to act upon, the snapshot to draw. */
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import { lockedFor } from "../services/collab/rights";
import type { Lock, Proposal, RoomClient, RoomSnapshot } from "../services/collab/types";

export interface Room {
  readonly client: RoomClient;
  readonly snapshot: RoomSnapshot;
  /** Whether this person runs code here. It runs in their browser, so the server's storage does not matter. */
  readonly canRun: boolean;
  /** Whether the server takes this person's edits, or will when the connection is back. */
  readonly canEdit: boolean;
  readonly isHost: boolean;
  /** Whether this person is a host, of a session that has ended, too. */
  readonly leads: boolean;
  /** Whom a host has taken this from, as far as it concerns this person: everybody, or this person alone. */
  readonly locked: Readonly<Record<Lock, "everybody" | "you" | null>>;
  propose(proposal: Proposal): void;
}

export const RoomContext = createContext<Room | null>(null);

/** The room as it is now; the component draws again with each new snapshot. */
export function useRoomOf(client: RoomClient): Room {
  const subscribe = useMemo(() => (changed: () => void) => client.subscribe(changed), [client]);
  const snapshot = useSyncExternalStore(subscribe, () => client.snapshot());
  const propose = useCallback((proposal: Proposal) => client.propose(proposal), [client]);
  return useMemo(() => {
    const isOpen = snapshot.session?.status !== "ended";
    const role = snapshot.you?.role;
    const isEditor = isOpen && (role === "host" || role === "candidate");
    const lockOf = (lock: Lock) => lockedFor(snapshot.rights, snapshot.you, lock);
    const locked = { edit: lockOf("edit"), run: lockOf("run"), paste: lockOf("paste"), help: lockOf("help") };
    return {
      client,
      snapshot,
      canRun: isEditor && locked.run === null,
      canEdit: isEditor && locked.edit === null && snapshot.saved !== "paused" && snapshot.saved !== "damaged",
      isHost: isOpen && role === "host",
      leads: role === "host",
      locked,
      propose,
    };
  }, [client, snapshot, propose]);
}

/** @throws Error outside of a room. */
export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("useRoom needs a room above it.");
  return room;
}
