/** Says what hosts have changed: the door, the start, locks that are lifted, a session that goes on. */
import { useEffect, useRef } from "react";
import { LOCKS } from "../services/collab/rights";
import type { RoomSnapshot } from "../services/collab/types";
import { texts } from "../texts";
import { useMessages } from "./messages";
import type { Room } from "./room";
import type { RoomView } from "./roomView";

interface Standing {
  readonly view: RoomView["kind"];
  readonly lobby: boolean;
  readonly preparing: boolean;
  readonly isLocked: boolean;
}

/** What is to be said of the step from one standing to the next. */
function newsOf(before: Standing, now: Standing, isHost: boolean): string | null {
  if (before.view === "waiting" && now.view === "open") return texts.door.letIn;
  if (before.view === "ended" && now.view === "open") return texts.reopening.reopened;
  if (before.view !== "open" || now.view !== "open") return null;
  if (before.preparing && !now.preparing) return texts.door.started;
  if (isHost && before.lobby !== now.lobby) return now.lobby ? texts.door.lobbyOn : texts.door.lobbyOff;
  return before.isLocked && !now.isLocked ? texts.locks.unlocked : null;
}

/** What of a room decides about what is said. */
export interface RightsFacts extends Pick<Room, "locked" | "leads"> {
  readonly snapshot: Pick<RoomSnapshot, "rights">;
}

export function useRightsNews({ snapshot, locked, leads }: RightsFacts, view: RoomView["kind"]): void {
  const { toast } = useMessages();
  const before = useRef<Standing | null>(null);
  const { lobby, preparing } = snapshot.rights;
  const isLocked = LOCKS.some((lock) => locked[lock] !== null);
  useEffect(() => {
    const now = { view, lobby, preparing, isLocked };
    const news = before.current === null ? null : newsOf(before.current, now, leads);
    before.current = now;
    if (news !== null) toast(news);
  }, [view, lobby, preparing, isLocked, leads, toast]);
}
