/** The files of a session. */
import type { files as Shape } from "../english/files";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const files: Said<typeof Shape> = {
  files: {
    list: "Dateien",
    add: "Neue Datei",
    more: (fileName: string) => `Aktionen für ${fileName}`,
    rename: "Umbenennen…",
    remove: "Entfernen…",
    download: "Herunterladen",
    here: (names: readonly string[]) => `${names.join(", ")} ${form(names.length, { one: "ist", other: "sind" })} hier`,
    open: (fileName: string) => `Zu ${fileName} gehen`,
    newHeading: "Neue Datei",
    newExplain: (entry: string) => `Sie gehört allen im Raum, und ${entry} findet sie beim Ausführen neben sich.`,
    renameHeading: (fileName: string) => `${fileName} umbenennen`,
    renameExplain:
      "Ihr Text bleibt, wie er ist; wer sie unter dem alten Namen importiert, muss von Hand geändert werden.",
    name: "Name",
    create: "Anlegen",
    doRename: "Umbenennen",
    cancel: "Abbrechen",
    problem: {
      malformed: "Nehmen Sie Buchstaben, Ziffern, _, - und Punkte, höchstens 60; am Anfang Buchstabe, Ziffer oder _.",
      taken: "Eine Datei dieses Namens gibt es schon.",
      entry: "So heißt die eigene Datei einer Sprache.",
    },
    removeHeading: (fileName: string) => `${fileName} entfernen?`,
    removeExplain: "Sie verschwindet für alle im Raum. Die Wiedergabe zeigt weiterhin, was darin stand.",
    confirmRemove: "Entfernen",
    added: (fileName: string) => `${fileName} ist neu`,
    removed: (fileName: string) => `${fileName} wurde entfernt`,
  },
};
