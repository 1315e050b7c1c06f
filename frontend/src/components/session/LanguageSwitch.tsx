/** The room's language. Each language keeps its own text, so that a switch loses nothing. */

import { useRoom } from "../../hooks/room";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { Choice } from "../ui/Choice";

interface LanguageSwitchProps {
  readonly languages: readonly LanguageEntry[];
  readonly language: string;
}

export function LanguageSwitch({ languages, language }: LanguageSwitchProps) {
  const { canEdit, snapshot, propose } = useRoom();
  const options = languages.map(({ id, label }) => ({ value: id, label, text: label }));
  return (
    <Choice
      name={texts.room.language}
      value={language}
      options={options}
      disabled={!canEdit || snapshot.connection.kind !== "live"}
      footnote={texts.room.languageKept}
      onChange={(next) => propose({ type: "language", language: next })}
    />
  );
}
