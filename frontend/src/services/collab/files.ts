/** The files of a session beside its entry files, folded from `welcome` and the log (docs/protocol.md FI1 to FI4). Pure. */
import type { SessionFile } from "./types";
import type { RoomEvent, TextInfo } from "./wireShapes";

export type FileEvent = Extract<RoomEvent, { readonly type: `file_${string}` }>;

const PREFIX = "file/";
const CREATED = /^file\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As the server checks a name (FI3), but for whether it is taken. */
const NAME = /^(?!.*\.\.)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,58}[A-Za-z0-9_-])?$/;

/** Whether the text is that of a file which somebody has created. */
export const isCreatedText = (text: string): boolean => CREATED.test(text);

/** The name of a file's text. */
export const textOfFile = (id: string): string => PREFIX + id;

/** The id of a file, of which this is the text. */
export const idOfFile = ({ text }: SessionFile): string => text.slice(PREFIX.length);

export const isFileName = (name: string): boolean => NAME.test(name);

/** The files among the texts that `welcome` names. */
export function filesOf(texts: readonly TextInfo[]): readonly SessionFile[] {
  return texts.flatMap(({ name, language, file }) =>
    file !== null && isCreatedText(name) ? [{ text: name, language, name: file }] : [],
  );
}

/** The files after an event. */
export function foldFiles(files: readonly SessionFile[], event: FileEvent): readonly SessionFile[] {
  const text = textOfFile(event.file);
  switch (event.type) {
    case "file_created":
      return files.some((file) => file.text === text)
        ? files
        : [...files, { text, language: event.language, name: event.name }];
    case "file_renamed":
      return files.map((file) => (file.text === text ? { ...file, name: event.name } : file));
    case "file_removed":
      return files.filter((file) => file.text !== text);
  }
}

/** A language's files, in the order of their names. */
export function filesOfLanguage(files: readonly SessionFile[], language: string): readonly SessionFile[] {
  return files
    .filter((file) => file.language === language)
    .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}
