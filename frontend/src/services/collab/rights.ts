/** What hosts have decided about people, folded from events: the page's half of docs/protocol.md, section 14. Pure. */
import type { Lock, Participant, Rights } from "./types";
import type { RoomEvent } from "./wireShapes";

export const LOCKS: readonly Lock[] = ["edit", "run", "paste", "help"];

export const NO_RIGHTS: Rights = {
  preparing: false,
  lobby: false,
  locks: { all: [], people: {} },
  removed: [],
};

/** The rights after one event. `known` is everybody whom the page has seen. */
export function foldRights(rights: Rights, event: RoomEvent, known: ReadonlyMap<string, Participant>): Rights {
  switch (event.type) {
    case "started":
      return { ...rights, preparing: false };
    case "lobby":
      return { ...rights, lobby: event.on };
    case "admitted":
      return { ...rights, removed: rights.removed.filter(({ id }) => id !== event.participantId) };
    case "removed": {
      const others = rights.removed.filter(({ id }) => id !== event.participantId);
      const person = known.get(event.participantId);
      return { ...rights, removed: person === undefined ? others : [...others, person] };
    }
    case "locked":
    case "unlocked":
      return { ...rights, locks: turned(rights.locks, event.lock, event.participantId, event.type === "locked") };
    default:
      return rights;
  }
}

/** Whether this is taken from the person at the moment, and from whom: nothing is taken from hosts. */
export function lockedFor(rights: Rights, person: Participant | null, lock: Lock): "everybody" | "you" | null {
  if (person === null || person.role === "host") return null;
  if (rights.locks.all.includes(lock)) return "everybody";
  return rights.locks.people[person.id]?.includes(lock) === true ? "you" : null;
}

function turned(locks: Rights["locks"], lock: Lock, participantId: string | null, on: boolean): Rights["locks"] {
  if (participantId !== null) {
    const own = toggled(locks.people[participantId] ?? [], lock, on);
    return { ...locks, people: { ...locks.people, [participantId]: own } };
  }
  // To unlock for all unlocks each.
  const people = on
    ? locks.people
    : Object.fromEntries(Object.entries(locks.people).map(([id, own]) => [id, toggled(own, lock, false)]));
  return { all: toggled(locks.all, lock, on), people };
}

function toggled(locks: readonly Lock[], lock: Lock, on: boolean): readonly Lock[] {
  const others = locks.filter((one) => one !== lock);
  return on ? [...others, lock] : others;
}
