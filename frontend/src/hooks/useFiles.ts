/** The files of the room's language: which one is before this person, and what can be done about them. */
import { uuidv4 } from "lib0/random";
import { useCallback, useMemo, useState } from "react";
import { filesOfLanguage, idOfFile, isFileName, textOfFile } from "../services/collab/files";
import type { SharedText } from "../services/collab/types";
import type { LanguageEntry } from "../services/runtimes/contract";
import { LANGUAGES } from "../services/runtimes/registry";
import type { Room } from "./room";

export interface RoomFile {
  /** The name of its text. */
  readonly text: string;
  readonly name: string;
  /** The language's own file, which is always there. */
  readonly isEntry: boolean;
}

/** Why a file cannot be called that. */
export type NameProblem = "malformed" | "taken" | "entry";

export interface Files {
  /** The entry file first, the others in the order of their names. */
  readonly list: readonly RoomFile[];
  readonly active: RoomFile;
  /** Their texts, in the same order. */
  readonly texts: readonly SharedText[];
  /** Whether this person may create, rename and remove files now. */
  readonly canChange: boolean;
  open(text: string): void;
  /** `file`: the one that is to be called that, null for a new one. */
  problemWith(name: string, file: RoomFile | null): NameProblem | null;
  create(name: string): void;
  rename(file: RoomFile, name: string): void;
  remove(file: RoomFile): void;
}

export function useFiles(room: Room, entry: LanguageEntry): Files {
  const { client, snapshot, canEdit, propose } = room;
  /** By language, the text that was opened last; it may not be there yet, or no longer. */
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const { files } = snapshot;
  const list = useMemo<readonly RoomFile[]>(
    () => [
      { text: `file/${entry.fileName}`, name: entry.fileName, isEntry: true },
      ...filesOfLanguage(files, entry.id).map(({ text, name }) => ({ text, name, isEntry: false })),
    ],
    [files, entry],
  );
  const [first] = list;
  const active = list.find(({ text }) => text === chosen[entry.id]) ?? (first as RoomFile);
  const open = useCallback((text: string) => setChosen((before) => ({ ...before, [entry.id]: text })), [entry]);
  return {
    list,
    active,
    texts: list.map(({ text }) => client.text(text)),
    canChange: canEdit && snapshot.connection.kind === "live",
    open,
    problemWith: (name, file) => {
      if (!isFileName(name)) return "malformed";
      const isNamed = (other: { readonly text?: string; readonly name: string }) =>
        other.text !== (file?.text ?? null) && other.name.toLowerCase() === name.toLowerCase();
      if (LANGUAGES.some(({ fileName }) => isNamed({ name: fileName }))) return "entry";
      return list.some(isNamed) ? "taken" : null;
    },
    create: (name) => {
      const file = uuidv4();
      propose({ type: "file_created", file, language: entry.id, name });
      open(textOfFile(file));
    },
    rename: (file, name) => propose({ type: "file_renamed", file: idOf(file, entry), name }),
    remove: (file) => propose({ type: "file_removed", file: idOf(file, entry) }),
  };
}

const idOf = ({ text, name }: RoomFile, { id }: LanguageEntry): string => idOfFile({ text, name, language: id });
