/** What people say to each other beside the code. */
import type { chat as Shape } from "../english/chat";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const chat: Said<typeof Shape> = {
  chat: {
    heading: "Chat",
    open: "Chat öffnen",
    close: "Chat schließen",
    unread: (count: number) => `${count} ungelesene ${form(count, { one: "Zeile", other: "Zeilen" })}`,
    lines: "Was gesagt wurde",
    empty: "Noch wurde nichts gesagt. Was hier steht, bleibt bei der Sitzung und gehört zu ihrer Wiedergabe.",
    emptyAtEnd: "In dieser Sitzung wurde nichts gesagt.",
    field: "Ihre Zeile",
    placeholder: "An alle im Raum",
    send: "Senden",
    hint: "Eingabetaste sendet · Umschalt+Eingabetaste beginnt eine neue Zeile",
    notLive: "Es gibt keine Verbindung: Was Sie schreiben, bleibt hier, bis sie wieder da ist.",
    insert: "Als Kommentar einfügen",
    insertOf: (name: string) => `Als Kommentar einfügen: Zeile von ${name}`,
    inserted: "In den Code über der Zeile der Schreibmarke eingefügt",
    said: (name: string, text: string) => `${name} sagt: ${text}`,
    shortcut: "Chat: öffnen, dorthin gehen, schließen",
  },
};
