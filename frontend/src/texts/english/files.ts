/** The files of a session. */
import { plural } from "../plural";

const form = plural("en");

export const files = {
  files: {
    list: "Files",
    add: "New file",
    more: (fileName: string) => `Actions for ${fileName}`,
    rename: "Rename…",
    remove: "Remove…",
    download: "Download",
    /** Behind a tab's name: whose carets are in the file. */
    here: (names: readonly string[]) => `${names.join(", ")} ${form(names.length, { one: "is", other: "are" })} here`,
    open: (fileName: string) => `Go to ${fileName}`,
    newHeading: "New file",
    newExplain: (entry: string) =>
      `It belongs to everybody in the room, and ${entry} finds it beside itself when it runs.`,
    renameHeading: (fileName: string) => `Rename ${fileName}`,
    renameExplain: "Its text stays as it is; who imports it by the old name must be changed by hand.",
    name: "Name",
    create: "Create",
    doRename: "Rename",
    cancel: "Cancel",
    problem: {
      malformed: "Use letters, digits, _, - and dots, 60 at most; begin with a letter, digit or _.",
      taken: "There is a file of that name already.",
      entry: "That is the name of a language's own file.",
    },
    removeHeading: (fileName: string) => `Remove ${fileName}?`,
    removeExplain: "It goes for everybody in the room. The replay still shows what was in it.",
    confirmRemove: "Remove",
    added: (fileName: string) => `${fileName} was added`,
    removed: (fileName: string) => `${fileName} was removed`,
  },
};
