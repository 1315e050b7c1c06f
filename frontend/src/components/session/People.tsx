/** Who is here: a row of avatars, each of which is followed by a click, and the whole list behind a button. */
import { AnimatePresence } from "framer-motion";
import * as m from "framer-motion/m";
import { Users } from "lucide-react";
import { Popover } from "radix-ui";
import { memo } from "react";
import { useRoom } from "../../hooks/room";
import { useInterfaceLanguage } from "../../hooks/useInterfaceLanguage";
import { NARROW, useMediaQuery } from "../../hooks/useMediaQuery";
import { shownStanding } from "../../hooks/useStandings";
import type { Participant, Standing } from "../../services/collab/types";
import { texts } from "../../texts";
import { Face } from "./Face";
import { PeopleList } from "./PeopleList";

/** How many avatars stand in the bar, and in a narrow one; the others are counted. */
const MAX_SHOWN = 4;
const MAX_SHOWN_NARROW = 1;

export interface PeopleProps {
  readonly standings: ReadonlyMap<string, Standing>;
  readonly onFollow: (person: Participant) => void;
}

interface BarFaceProps extends PeopleProps {
  readonly person: Participant;
  readonly isYou: boolean;
}

function BarFace({ person, isYou, standings, onFollow }: BarFaceProps) {
  const standing = shownStanding(standings.get(person.id));
  const said = texts.people.face(person.name, texts.people.role[person.role], texts.people.standing[standing]);
  const face = <Face person={person} standing={standing} />;
  if (isYou) {
    return (
      <span title={said} className="flex p-0.5">
        {face}
      </span>
    );
  }
  return (
    <button
      type="button"
      title={said}
      aria-label={`${said}. ${texts.people.follow(person.name)}`}
      onClick={() => onFollow(person)}
      className="flex rounded-full p-0.5 outline-offset-0 hover:bg-hover pointer-coarse:p-1.5"
    >
      {face}
    </button>
  );
}

interface FacesProps extends PeopleProps {
  readonly participants: readonly Participant[];
  readonly you: Participant | null;
}

/** Drawn when the people change, and not with all else in the room: to see where each face stands costs a layout. */
const Faces = memo(function Faces({ participants, you, ...props }: FacesProps) {
  useInterfaceLanguage();
  const most = useMediaQuery(NARROW) ? MAX_SHOWN_NARROW : MAX_SHOWN;
  // Where there is room for few, the others are of more interest than oneself.
  const others = participants.filter(({ id, role }) => id !== you?.id && role !== "waiting").slice(0, most);
  const inOrder = participants.filter((person) =>
    person.id === you?.id ? others.length < most : others.includes(person),
  );
  return (
    <AnimatePresence initial={false}>
      {inOrder.map((person) => (
        <m.span
          key={person.id}
          layout
          initial={{ opacity: 0, scale: 0.4 }}
          animate={{ opacity: 1, scale: 1 }}
          exit={{ opacity: 0, scale: 0.4 }}
          transition={{ duration: 0.2 }}
          className="flex"
        >
          <BarFace person={person} isYou={person.id === you?.id} {...props} />
        </m.span>
      ))}
    </AnimatePresence>
  );
});

export function People(props: PeopleProps) {
  const { snapshot } = useRoom();
  const { participants, you } = snapshot;
  // Who is here is not known without a connection; the status beside it says so.
  if (participants.length === 0) return null;
  return (
    <div className="flex items-center">
      <Faces participants={participants} you={you} {...props} />
      <Popover.Root>
        <Popover.Trigger className="ml-1 flex h-8 items-center gap-1 rounded-md px-1.5 text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:h-10">
          <span className="sr-only">{texts.people.open(participants.length)}</span>
          <Users aria-hidden size={15} strokeWidth={1.75} />
          <span aria-hidden className="tabular font-mono text-xs">
            {participants.length}
          </span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label={texts.people.heading}
            align="end"
            sideOffset={6}
            collisionPadding={8}
            className="sheet z-40 w-80 max-w-[calc(100vw-1rem)] rounded-lg border border-rule bg-raised p-4 shadow-pop"
          >
            <PeopleList {...props} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  );
}
