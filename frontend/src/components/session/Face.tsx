/** A participant's avatar with how they are: a sign at its corner for the eye, words for everybody else. */
import type { Participant, ShownStanding } from "../../services/collab/types";
import { Avatar } from "./Avatar";

const SIGNS: Record<ShownStanding, string | null> = {
  typing: "lamp bg-accent ring-accent-line",
  active: null,
  idle: "bg-pressed ring-ink-3",
  away: "bg-panel ring-ink-3",
  offline: null,
};

interface FaceProps {
  readonly person: Participant;
  readonly standing: ShownStanding;
}

export function Face({ person, standing }: FaceProps) {
  const sign = SIGNS[standing];
  const isElsewhere = standing === "away" || standing === "offline";
  return (
    <span data-standing={standing} className="relative flex">
      <span className={`flex rounded-full ${isElsewhere ? "opacity-55" : ""}`}>
        <Avatar person={person} />
      </span>
      {sign !== null && (
        <span
          aria-hidden
          className={`absolute -right-0.5 -bottom-0.5 size-2.5 rounded-full border-2 border-panel ring-1 ${sign}`}
        />
      )}
    </span>
  );
}
