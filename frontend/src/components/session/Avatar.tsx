/** A participant as two letters on their colour. */

import { initialsOf } from "../../hooks/format";
import type { Participant } from "../../services/collab/types";

/** The palette's names; a colour that is none of them is drawn as the first (the server's word is still no CSS). */
const PALETTE = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"];

/** The custom property of a participant's colour. */
export function paletteVariable(color: string): string {
  return `var(--participant-${PALETTE.includes(color) ? color : PALETTE[0]})`;
}

interface AvatarProps {
  readonly person: Participant;
  readonly size?: "small" | "medium";
}

export function Avatar({ person, size = "medium" }: AvatarProps) {
  const scale = size === "small" ? "size-5 text-[0.5625rem]" : "size-7 text-2xs";
  return (
    <span
      aria-hidden
      // A picture of the name, and no part of what the control around it is called.
      data-initials={initialsOf(person.name)}
      style={{ background: paletteVariable(person.color), color: "var(--participant-text)" }}
      className={`inline-flex shrink-0 items-center justify-center rounded-full font-semibold tracking-tight before:content-[attr(data-initials)] ${scale}`}
    />
  );
}
