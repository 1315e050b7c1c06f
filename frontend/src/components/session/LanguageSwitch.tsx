/** The room's language. Each language keeps its own text, so that a switch loses nothing. */

import { useOfferedLanguages } from "../../hooks/languages";
import { useRoom } from "../../hooks/room";
import type { LanguageEntry } from "../../services/runtimes/contract";
import { texts } from "../../texts";
import { LanguageMenu } from "../ui/LanguageMenu";

export function LanguageSwitch({ entry }: { readonly entry: LanguageEntry }) {
  const { canEdit, snapshot, propose } = useRoom();
  const offered = useOfferedLanguages();
  // The room may have a language from before it was left out.
  const languages = offered.includes(entry) ? offered : [entry, ...offered];
  return (
    <LanguageMenu
      value={entry.id}
      languages={languages}
      className="shrink-0"
      disabled={!canEdit || snapshot.connection.kind !== "live"}
      footnote={texts.room.languageKept}
      onChange={(next) => propose({ type: "language", language: next })}
    />
  );
}
