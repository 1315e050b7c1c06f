/** Playing a session back. */
import type { replay as Shape } from "../english/replay";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const replay: Said<typeof Shape> = {
  replay: {
    heading: "Wiedergabe",
    title: (session: string) => `Wiedergabe von ${session}`,
    toSession: "Sitzung öffnen",
    newest: "Seither Aufgezeichnetes laden",
    loading: "Die Aufzeichnung wird geladen …",
    loaded: (megabytes: string) => `${megabytes} MB`,
    progress: "Die Aufzeichnung wird geladen",
    code: "Code",
    files: "Datei",
    empty: "In dieser Datei steht noch nichts.",
    typedBy: "Zuletzt getippt von",
    nobody: "jemand ohne Namen",
    moments: "Was geschah",
    goTo: (what: string, when: string) => `${when} ${what}`,
    controls: "Abspielen",
    timeline: "Stelle in der Aufzeichnung",
    place: (elapsed: string, total: string, clock: string) => `${elapsed} von ${total}, um ${clock}`,
    play: "Abspielen",
    pause: "Anhalten",
    back: "Einen Eintrag zurück",
    forward: "Einen Eintrag weiter",
    speed: "Tempo",
    times: (speed: number) => `${speed}×`,
    timesSpoken: (speed: number) => (speed === 1 ? "Normales Tempo" : `${speed}-mal so schnell`),
    entry: (position: string, count: string) => `Eintrag ${position} von ${count}`,
    pauses: (over: string, to: string) => `Pausen über ${over} werden in ${to} abgespielt.`,
    pausing: (lasted: string) => `${lasted} lang geschah nichts`,
    keys: "Leertaste spielt ab · , und . gehen schrittweise",
    moment: {
      joined: (who: string) => `${who} kam dazu`,
      left: (who: string) => `${who} ging`,
      language: (who: string, language: string) => `${who} wechselte zu ${language}`,
      started: (who: string, language: string) => `${who} führte ${language} aus`,
      finished: (who: string, outcome: string, duration: string | null) =>
        duration === null ? `Lauf von ${who} ${outcome}` : `Lauf von ${who} ${outcome}, ${duration}`,
      titled: (who: string, title: string) => `${who} nannte die Sitzung „${title}“`,
      said: (who: string, text: string) => `${who}: ${text}`,
      fileCreated: (who: string, fileName: string) => `${who} hat ${fileName} angelegt`,
      fileRenamed: (who: string, fileName: string) => `${who} hat eine Datei in ${fileName} umbenannt`,
      fileRemoved: (who: string) => `${who} hat eine Datei entfernt`,
      gathered: (who: string) => `${who} hat alle zu sich geholt`,
      ended: (who: string) => `${who} beendete die Sitzung`,
      begun: (who: string) => `${who} hat die Sitzung begonnen`,
      reopened: (who: string) => `${who} hat die Sitzung wieder geöffnet`,
      missing: (entries: number) =>
        `Hier fehlt ein Teil der Aufzeichnung (${entries} ${form(entries, { one: "Eintrag", other: "Einträge" })})`,
      somebody: "Jemand",
    },
    nothing: {
      code: "leer",
      title: "Noch wurde nichts getippt",
      explain: "Jeder Tastendruck und jeder Lauf einer Sitzung wird hier vom ersten an aufgezeichnet.",
    },
    failed: {
      storage: {
        code: "Speicher",
        title: "Die Aufzeichnung konnte nicht gelesen werden",
        explain:
          "Der Server ist da, aber sein Speicher antwortet nicht. Nichts ist verloren; versuchen Sie es gleich noch einmal.",
      },
      away: {
        code: "keine Antwort",
        title: "Der Server ist weg",
        explain:
          "Er hat nicht geantwortet oder mitten in der Aufzeichnung aufgehört. Nichts ist verloren; versuchen Sie es gleich noch einmal.",
      },
      unreadable: {
        code: "Fehler",
        title: "Diese Aufzeichnung kann nicht gezeigt werden",
        explain:
          "Die Antwort des Servers ist nicht, was diese Seite erwartet. Laden Sie neu, um die Seite zu bekommen, die zum Server gehört.",
      },
    },
  },
};
