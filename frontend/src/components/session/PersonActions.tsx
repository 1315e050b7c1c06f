/** What a host can do about one person: let in, lock, remove. */
import { EllipsisVertical, UserX } from "lucide-react";
import { useState } from "react";
import { useRoom } from "../../hooks/room";
import { LOCKS } from "../../services/collab/rights";
import type { Participant } from "../../services/collab/types";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { Menu, MenuItem, SwitchItem } from "../ui/Menu";

/** Of somebody who waits before the door. */
export function DoorActions({ person }: { readonly person: Participant }) {
  const { propose } = useRoom();
  const { id, name } = person;
  return (
    <span className="flex gap-1.5">
      <Button
        look="strong"
        aria-label={texts.door.admitSpoken(name)}
        onClick={() => propose({ type: "admitted", participantId: id })}
      >
        {texts.door.admit}
      </Button>
      <Button
        look="quiet"
        aria-label={texts.door.turnAwaySpoken(name)}
        onClick={() => propose({ type: "removed", participantId: id })}
      >
        {texts.door.turnAway}
      </Button>
    </span>
  );
}

/** Of somebody in the room. */
export function PersonActions({ person }: { readonly person: Participant }) {
  const { propose, snapshot } = useRoom();
  const [isRemoving, setIsRemoving] = useState(false);
  const { id, name } = person;
  const own = snapshot.rights.locks.people[id] ?? [];
  return (
    <>
      <Menu name={texts.person.actions(name)} icon={EllipsisVertical}>
        {person.role === "candidate" &&
          LOCKS.map((lock) => (
            <SwitchItem
              key={lock}
              label={texts.person.lock(lock)}
              checked={own.includes(lock)}
              disabled={false}
              onChange={(on) => propose({ type: on ? "locked" : "unlocked", lock, participantId: id })}
            />
          ))}
        <MenuItem icon={UserX} isGrave onSelect={() => setIsRemoving(true)}>
          {texts.person.remove}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setIsRemoving}
        heading={texts.person.removeHeading(name)}
        explain={texts.person.removeExplain}
        confirm={texts.person.removeConfirm}
        cancel={texts.person.removeCancel}
        onConfirm={() => propose({ type: "removed", participantId: id })}
      />
    </>
  );
}

/** Who was removed, and the way back. */
export function RemovedPeople() {
  const { propose, snapshot } = useRoom();
  const { removed } = snapshot.rights;
  if (removed.length === 0) return null;
  return (
    <section className="mt-3 border-t border-rule pt-3">
      <h3 className="mb-1 text-xs font-medium text-ink-2">{texts.person.removed}</h3>
      <ul>
        {removed.map(({ id, name }) => (
          <li key={id} className="flex items-center gap-2 py-0.5 text-sm">
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <Button
              look="quiet"
              aria-label={texts.person.letBack(name)}
              onClick={() => propose({ type: "admitted", participantId: id })}
            >
              {texts.person.letBackShort}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
