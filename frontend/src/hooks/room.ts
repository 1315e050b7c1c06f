/** The room for the components below it: the client to act upon, the snapshot to draw. */
import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import type { Proposal, RoomClient, RoomSnapshot } from "../services/collab/types";

export interface Room {
  readonly client: RoomClient;
  readonly snapshot: RoomSnapshot;
  readonly canEdit: boolean;
  readonly isHost: boolean;
  propose(proposal: Proposal): void;
}

export const RoomContext = createContext<Room | null>(null);

/** The room as it is now; the component draws again with each new snapshot. */
export function useRoomOf(client: RoomClient): Room {
  const subscribe = useMemo(() => (changed: () => void) => client.subscribe(changed), [client]);
  const snapshot = useSyncExternalStore(subscribe, () => client.snapshot());
  return useMemo(() => {
    const isOpen = snapshot.session?.status !== "ended";
    const role = snapshot.you?.role;
    return {
      client,
      snapshot,
      canEdit: isOpen && role !== undefined && role !== "observer",
      isHost: isOpen && role === "host",
      propose: (proposal: Proposal) => client.propose(proposal),
    };
  }, [client, snapshot]);
}

/** @throws Error outside of a room. */
export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("useRoom needs a room above it.");
  return room;
}
