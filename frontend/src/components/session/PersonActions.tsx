/** What a host can do about one person: let in, lock, remove. */
import { EllipsisVertical, UserX } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { useRoom } from "../../hooks/room";
import { LOCKS } from "../../services/collab/rights";
import type { Participant } from "../../services/collab/types";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { ITEM, SwitchItem } from "./HostItems";

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
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={texts.person.actions(name)}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-10"
        >
          <EllipsisVertical aria-hidden size={15} strokeWidth={1.75} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="sheet z-50 min-w-44 rounded-lg border border-rule bg-raised p-1 shadow-pop"
          >
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
            <DropdownMenu.Item className={`${ITEM} text-bad`} onSelect={() => setIsRemoving(true)}>
              <UserX aria-hidden size={15} strokeWidth={1.75} />
              {texts.person.remove}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
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
