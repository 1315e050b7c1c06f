/** What hosts have decided, across the room's width: for them what waits for them, for others what is locked and why. */
import { AnimatePresence } from "framer-motion";
import { useRoom } from "../../hooks/room";
import { LOCKS } from "../../services/collab/rights";
import { texts } from "../../texts";
import { Banner } from "../ui/Banner";
import { Button } from "../ui/Button";
import { DoorActions } from "./PersonActions";

export function RightsBanners() {
  const { isHost, locked, propose, snapshot } = useRoom();
  const { participants, rights, you } = snapshot;
  const waiting = isHost && !rights.preparing ? participants.filter(({ role }) => role === "waiting") : [];
  const mayEdit = you?.role === "candidate" && snapshot.session?.status === "open";
  return (
    <AnimatePresence initial={false}>
      {isHost && rights.preparing && (
        <Banner
          key="preparing"
          tone="note"
          actions={
            <Button look="accent" onClick={() => propose({ type: "started" })}>
              {texts.door.start}
            </Button>
          }
        >
          {texts.door.preparing}
        </Banner>
      )}
      {waiting.map((person) => (
        <Banner key={person.id} tone="attention" actions={<DoorActions person={person} />}>
          {texts.door.waits(person.name)}
        </Banner>
      ))}
      {mayEdit &&
        (["everybody", "you"] as const).map((whom) => {
          const locks = LOCKS.filter((lock) => locked[lock] === whom);
          return (
            locks.length > 0 && (
              <Banner key={whom} tone="attention">
                {texts.locks.lockedNow(locks, whom)}
              </Banner>
            )
          );
        })}
    </AnimatePresence>
  );
}
