/** The room, who is in it, and how it is shared and ended. */
import type { room as Shape } from "../english/room";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const room: Said<typeof Shape> = {
  room: {
    opening: "Der Raum wird geöffnet …",
    readingCopy: "Der Text wird gelesen, und wer da ist.",
    goHome: "AlgoRoom, zurück zur Startseite",
    title: "Titel der Sitzung",
    editTitle: (title: string) => `${title}, Titel ändern`,
    language: "Sprache",
    languageSwitched: (who: string | null, language: string) =>
      who === null ? `Die Sprache ist jetzt ${language}` : `${who} hat zu ${language} gewechselt`,
    languageSearch: "Sprachen suchen",
    languageNone: (sought: string) => `Keine Sprache passt zu „${sought}“.`,
    languageSize: (megabytes: string) => `${megabytes} MB`,
    languageNotRun: "läuft hier nicht",
    languageKept: "Jede Sprache behält ihren eigenen Text.",
    more: "Weitere Aktionen",
    download: (fileName: string) => `${fileName} herunterladen`,
    downloadAll: (count: number) => `Alle ${count} Dateien herunterladen`,
    replay: "Wiedergabe",
    end: "Sitzung beenden …",
    codeTab: "Code",
    outputTab: "Ausgabe",
    panes: "Code und Ausgabe",
    resize: "Größe von Code und Ausgabe ändern",
    empty: "Hier tippen. Alle im Raum sehen es sofort.",
    tooLong: "Das passt nicht mehr: Der Text hat seine größte Länge erreicht.",
    readOnly: "Nur lesen",
    observing: "Sie schauen zu: Sie sehen alles und ändern nichts.",
    joined: (name: string) => `${name} ist da`,
    left: (name: string) => `${name} ist gegangen`,
  },

  people: {
    open: (count: number) => `${count} ${form(count, { one: "Person", other: "Personen" })} hier`,
    heading: "Im Raum",
    you: "Sie",
    role: { host: "Leitung", candidate: "Kandidat/in", observer: "Zuschauer/in", waiting: "in der Lobby" },
    follow: (name: string) => `${name} folgen`,
    face: (name: string, role: string, standing: string) => [name, role, standing].filter(Boolean).join(", "),
    standing: { typing: "tippt", active: "", idle: "untätig", away: "woanders", offline: "offline" },
    runtimeReady: (language: string) => `${language} bereit`,
    following: (name: string) => `Sie folgen ${name}.`,
    followingHow: "Escape, Tippen oder Scrollen beendet es.",
    stopFollowing: "Nicht mehr folgen",
    followedLeft: (name: string) => `${name} ist gegangen; Sie folgen niemandem mehr`,
    gather: "Alle zu mir holen",
    gatherExplain: "Die Seiten aller folgen dann Ihrer Schreibmarke.",
    gathered: "Alle sind gebeten, Ihnen zu folgen",
    gatheredBy: (name: string) => `${name} holt alle zu sich: Ihre Seite folgt`,
    rename: "Ihr Name",
    renameSave: "Ändern",
  },

  share: {
    share: "Teilen",
    copied: "Kopiert",
    copiedAnnounce: "Der Link ist kopiert",
    explain: "Wer diesen Link hat, kann beitreten und mitschreiben. Kopieren Sie ihn von hier:",
    link: "Link zu dieser Sitzung",
  },

  end: {
    heading: "Diese Sitzung beenden?",
    explain:
      "Code und Läufe sind dann für alle nur noch zu lesen. Wer den Link hat, kann sie weiterhin lesen; die Leitung kann die Sitzung wieder öffnen.",
    confirm: "Sitzung beenden",
    cancel: "Offen lassen",
  },
};
