/** Whose caret is in which file. */
import { useEffect, useMemo, useState } from "react";
import type { Participant, SharedText } from "../services/collab/types";
import { readShown } from "../services/editor/cursors";

/** Participants by the names of the texts in which they have a caret; this person is not among them. */
export type FileCarets = ReadonlyMap<string, readonly Participant[]>;

/** By text, the ids of those who show a caret there. */
function caretsIn(texts: readonly SharedText[], ownId: string | undefined): [string, string[]][] {
  return texts.map(({ name, awareness }) => {
    const ids = [...awareness.getStates()].flatMap(([client, state]) => {
      const shown = client === awareness.clientID ? null : readShown(state);
      return shown === null || shown.participantId === ownId ? [] : [shown.participantId];
    });
    return [name, [...new Set(ids)].sort()];
  });
}

export function useFileCarets(
  texts: readonly SharedText[],
  participants: readonly Participant[],
  ownId: string | undefined,
): FileCarets {
  // A caret that moves within its file is no news here.
  const [said, setSaid] = useState("[]");
  const key = texts.map(({ doc }) => doc.guid).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the texts
  useEffect(() => {
    const look = () => setSaid(JSON.stringify(caretsIn(texts, ownId)));
    for (const { awareness } of texts) awareness.on("change", look);
    look();
    return () => {
      for (const { awareness } of texts) awareness.off("change", look);
    };
  }, [key, ownId]);
  return useMemo(() => {
    const found: [string, string[]][] = JSON.parse(said);
    const people = (ids: readonly string[]) => participants.filter(({ id }) => ids.includes(id));
    return new Map(found.map(([text, ids]) => [text, people(ids)]));
  }, [said, participants]);
}
