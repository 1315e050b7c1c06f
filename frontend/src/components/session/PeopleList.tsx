/** Everybody in the room, how they are, and who has left; the host gathers them here. */
import { Megaphone, Zap } from "lucide-react";
import { Popover } from "radix-ui";
import { useRoom } from "../../hooks/room";
import { shownStanding } from "../../hooks/useStandings";
import type { Participant, ShownStanding, Standing } from "../../services/collab/types";
import { findLanguage } from "../../services/runtimes/registry";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { Face } from "./Face";
import type { PeopleProps } from "./People";
import { DoorActions, PersonActions, RemovedPeople } from "./PersonActions";
import { RenameField } from "./RenameField";

interface PersonProps {
  readonly person: Participant;
  readonly isYou: boolean;
  readonly standing: Standing | undefined;
  readonly shown: ShownStanding;
}

/** What is said of a person, in a line and a half. */
function About({ person, isYou, standing, shown }: PersonProps) {
  const { snapshot } = useRoom();
  const runtime = standing?.runtimes.find((language) => language === snapshot.session?.language);
  const ready = runtime === undefined ? "" : texts.people.runtimeReady(findLanguage(runtime)?.label ?? runtime);
  const words = [texts.people.role[person.role], texts.people.standing[shown], ready].filter(Boolean);
  return (
    <>
      <Face person={person} standing={shown} />
      <span className="min-w-0 flex-1 text-left">
        <span className="block truncate text-sm font-medium">
          {person.name}
          {isYou && <span className="font-normal text-ink-3"> ({texts.people.you})</span>}
        </span>
        <span className="flex items-center gap-1 text-xs text-ink-3">
          {runtime !== undefined && <Zap aria-hidden size={11} />}
          {words.join(" · ")}
        </span>
      </span>
    </>
  );
}

const LOOK = "flex w-full min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5";

interface OtherProps extends PersonProps {
  readonly onFollow: PeopleProps["onFollow"];
}

function Other({ onFollow, ...about }: OtherProps) {
  const { person } = about;
  const { isHost } = useRoom();
  if (person.role === "waiting") {
    return (
      <li>
        <span className={LOOK}>
          <About {...about} />
        </span>
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
        title={texts.people.follow(person.name)}
        onClick={() => onFollow(person)}
        className={`${LOOK} outline-offset-[-2px] hover:bg-hover`}
      >
        <About {...about} />
      </Popover.Close>
      {isHost && person.role !== "host" && <PersonActions person={person} />}
    </li>
  );
}

function GatherButton() {
  const { propose } = useRoom();
  return (
    <div className="mt-3 border-t border-rule pt-3">
      <Popover.Close asChild>
        <Button className="w-full" onClick={() => propose({ type: "gathered" })}>
          <Megaphone aria-hidden size={14} strokeWidth={1.75} />
          {texts.people.gather}
        </Button>
      </Popover.Close>
      <p className="mt-1.5 text-xs text-ink-3">{texts.people.gatherExplain}</p>
    </div>
  );
}

export function PeopleList({ standings, onFollow }: PeopleProps) {
  const { snapshot, isHost } = useRoom();
  const { participants, departed, you } = snapshot;
  const isLive = snapshot.connection.kind === "live";
  const about = (person: Participant) => {
    const standing = standings.get(person.id);
    return { person, standing, shown: shownStanding(standing), isYou: person.id === you?.id };
  };
  return (
    <>
      <h2 className="mb-1.5 flex justify-between text-xs font-medium text-ink-2">
        {texts.people.heading}
        <span className="tabular font-mono text-ink-3">{participants.length}</span>
      </h2>
      <ul className="-mx-2 max-h-72 overflow-y-auto">
        {participants.map((person) =>
          person.id === you?.id ? (
            <li key={person.id} className={LOOK}>
              <About {...about(person)} />
            </li>
          ) : (
            <Other key={person.id} {...about(person)} onFollow={onFollow} />
          ),
        )}
        {departed.map((person) => (
          <li key={person.id} className={LOOK}>
            <About person={person} isYou={false} standing={undefined} shown="offline" />
          </li>
        ))}
      </ul>
      {isHost && <RemovedPeople />}
      {isHost && isLive && participants.length > 1 && <GatherButton />}
      {you !== null && isLive && <RenameField you={you} />}
    </>
  );
}
