/** Who is here: a row of avatars that opens into the whole list. */
import { AnimatePresence } from "framer-motion";
import * as m from "framer-motion/m";
import { Popover } from "radix-ui";
import { useRoom } from "../../hooks/room";
import { NARROW, useMediaQuery } from "../../hooks/useMediaQuery";
import type { Participant } from "../../services/collab/types";
import { texts } from "../../texts";
import { Avatar } from "./Avatar";
import { DoorActions, PersonActions, RemovedPeople } from "./PersonActions";
import { RenameField } from "./RenameField";

/** How many avatars stand in the bar, and in a narrow one; the others are counted. */
const MAX_SHOWN = 4;
const MAX_SHOWN_NARROW = 2;

interface PersonProps {
  readonly person: Participant;
  readonly isYou: boolean;
  readonly onGoTo: (person: Participant) => void;
}

function Person({ person, isYou, onGoTo }: PersonProps) {
  const row = (
    <>
      <Avatar person={person} />
      <span className="min-w-0 flex-1 truncate text-left text-sm font-medium">
        {person.name}
        {isYou && <span className="font-normal text-ink-3"> ({texts.people.you})</span>}
      </span>
      <span className="text-xs text-ink-3">{texts.people.role[person.role]}</span>
    </>
  );
  const { isHost } = useRoom();
  const look = "flex w-full min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5";
  if (isYou) return <li className={look}>{row}</li>;
  if (person.role === "waiting") {
    return (
      <li>
        <span className={look}>{row}</span>
        {isHost && (
          <span className="flex justify-end px-2 pb-1.5">
            <DoorActions person={person} />
          </span>
        )}
      </li>
    );
  }
  return (
    <li className="flex items-center">
      <Popover.Close
        title={texts.people.goTo(person.name)}
        onClick={() => onGoTo(person)}
        className={`${look} outline-offset-[-2px] hover:bg-hover`}
      >
        {row}
      </Popover.Close>
      {isHost && person.role !== "host" && <PersonActions person={person} />}
    </li>
  );
}

function AvatarRow({ people }: { readonly people: readonly Participant[] }) {
  const most = useMediaQuery(NARROW) ? MAX_SHOWN_NARROW : MAX_SHOWN;
  const shown = people.slice(0, most);
  return (
    <span aria-hidden className="flex items-center">
      <AnimatePresence initial={false}>
        {shown.map((person) => (
          <m.span
            key={person.id}
            layout
            initial={{ opacity: 0, scale: 0.4 }}
            animate={{ opacity: 1, scale: 1 }}
            exit={{ opacity: 0, scale: 0.4 }}
            transition={{ duration: 0.2 }}
            title={`${person.name}, ${texts.people.role[person.role]}`}
            className="-ml-1.5 flex rounded-full border-2 border-panel first:ml-0"
          >
            <Avatar person={person} />
          </m.span>
        ))}
      </AnimatePresence>
      {people.length > most && (
        <span className="tabular ml-1.5 text-xs text-ink-2">{texts.people.more(people.length - most)}</span>
      )}
    </span>
  );
}

export function People({ onGoTo }: { readonly onGoTo: (person: Participant) => void }) {
  const { isHost, snapshot } = useRoom();
  const { participants, you } = snapshot;
  // Who is here is not known without a connection; the status beside it says so.
  if (participants.length === 0) return null;
  return (
    <Popover.Root>
      <Popover.Trigger className="flex h-9 items-center rounded-full px-1 hover:bg-hover pointer-coarse:h-10">
        <span className="sr-only">{texts.people.open(participants.length)}</span>
        <AvatarRow people={participants} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={texts.people.heading}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="sheet z-40 w-80 max-w-[calc(100vw-1rem)] rounded-lg border border-rule bg-raised p-4 shadow-pop"
        >
          <h2 className="mb-1.5 flex justify-between text-xs font-medium text-ink-2">
            {texts.people.heading}
            <span className="tabular font-mono text-ink-3">{participants.length}</span>
          </h2>
          <ul className="-mx-2 max-h-72 overflow-y-auto">
            {participants.map((person) => (
              <Person key={person.id} person={person} isYou={person.id === you?.id} onGoTo={onGoTo} />
            ))}
          </ul>
          {isHost && <RemovedPeople />}
          {you !== null && snapshot.connection.kind === "live" && <RenameField you={you} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
