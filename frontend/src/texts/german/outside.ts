/** What is said where there is no open room: refused, lost, ended. */
import type { outside as Shape } from "../english/outside";
import type { Said } from "../shape";

/** For what a page sends again with each connection, since its own copy holds it. */
const REFUSED_ADVICE =
  "Ihr Text ist noch hier. Wird auch eine neue Verbindung abgelehnt, beginnen Sie neu: Der Raum zeigt dann den Text des Servers, und Ihre Fassung wird für Sie beiseitegelegt.";

export const outside: Said<typeof Shape> = {
  closed: {
    CONNECTION_LOST: { title: "Die Verbindung ist abgerissen", advice: "Versuchen Sie, sie wieder aufzubauen." },
    SERVER_RESTARTS: { title: "Der Server startet neu", advice: "Er ist gleich wieder da." },
    RESYNC: { title: "Der Raum wurde neu gelesen", advice: "Verbinden Sie sich neu, um den neuesten Stand zu sehen." },
    PEER_SILENT: { title: "Die Verbindung ist verstummt", advice: "Versuchen Sie, sie wieder aufzubauen." },
    FELL_BEHIND: { title: "Diese Verbindung war zu langsam", advice: "Verbinden Sie sich neu, um aufzuholen." },
    SESSION_NOT_FOUND: { title: "Diese Sitzung gibt es nicht", advice: "Bitten Sie noch einmal um den Link." },
    LINK_REPLACED: { title: "Dieser Link wurde ersetzt", advice: "Fragen Sie nach dem neuen, wer Sie eingeladen hat." },
    REMOVED: {
      title: "Die Leitung hat Sie aus dieser Sitzung entfernt",
      advice: "Fragen Sie nach, wenn Sie es für ein Versehen halten.",
    },
    SESSION_DELETED: {
      title: "Diese Sitzung wurde gelöscht",
      advice: "Die Leitung hat sie mit allem, was darin war, entfernt.",
    },
    NOT_LET_IN: { title: "Die Leitung hat die Tür geschlossen", advice: "Es wird von selbst wieder versucht." },
    TICKET_SPENT: { title: "Der Einlass hat zu lange gedauert", advice: "Es wird von selbst wieder versucht." },
    ROOM_FULL: { title: "Der Raum ist voll", advice: "Versuchen Sie es wieder, wenn jemand gegangen ist." },
    TOO_FAST: {
      title: "Dieser Tab hat zu viel auf einmal gesendet",
      advice: "Nach einer Pause nimmt der Server es wieder an. Nichts Getipptes ist verloren.",
    },
    SERVER_FULL: { title: "Der Server ist voll", advice: "Es wird von selbst wieder versucht." },
    STREAM_HELD_BACK: {
      title: "Das Netz hält zurück, was der Server sendet",
      advice:
        "WebSockets sind hier gesperrt, und ein Proxy gibt vom Ereignisstrom nichts weiter. Ein anderes Netz hilft vielleicht.",
    },
    STORAGE_UNAVAILABLE: {
      title: "Die Sitzung konnte nicht gelesen werden",
      advice: "Der Speicher des Servers antwortet nicht.",
    },
    TEXT_TOO_LONG: {
      title: "Der Text ist zu lang geworden",
      advice:
        "Der Server behält, was er hatte. Beginnen Sie neu, um von dort weiterzumachen: Ihre Fassung wird für Sie beiseitegelegt.",
    },
    FRAME_TOO_LARGE: { title: "Eine Änderung war zu groß zum Senden", advice: REFUSED_ADVICE },
    BAD_FRAME: { title: "Der Server hat etwas abgelehnt, das diese Seite gesendet hat", advice: REFUSED_ADVICE },
    FORBIDDEN: { title: "Der Server hielt diesen Tab für jemand anderen", advice: REFUSED_ADVICE },
  },
  closedActions: {
    reconnect: "Neu verbinden",
    startAnew: "Mit dem Text des Servers neu beginnen",
    reload: "Neu laden",
    download: "Meine Fassung herunterladen",
  },

  pages: {
    notFound: {
      code: "404",
      title: "Diese Sitzung gibt es nicht",
      explain: "Vielleicht ist der Link abgeschnitten, oder die Sitzung wurde von diesem Server entfernt.",
    },
    replaced: {
      code: "Link",
      title: "Dieser Link wurde ersetzt",
      explain: "An seiner Stelle gilt jetzt ein anderer. Fragen Sie danach, wer Sie eingeladen hat.",
    },
    removed: {
      code: "entfernt",
      title: "Die Leitung hat Sie aus dieser Sitzung entfernt",
      explain:
        "Sie sehen und ändern darin nichts mehr. Halten Sie es für ein Versehen, fragen Sie, wer Sie eingeladen hat.",
    },
    deleted: {
      code: "gelöscht",
      title: "Diese Sitzung wurde gelöscht",
      explain: "Die Leitung hat sie mit allem, was darin war, entfernt: vom Server und aus diesem Browser.",
    },
    notLetIn: {
      code: "zu",
      title: "Die Leitung hat die Tür geschlossen",
      explain: "Die Sitzung kann gerade nicht betreten werden. Es wird von selbst wieder versucht.",
    },
    lost: {
      code: "404",
      title: "Diese Seite gibt es nicht",
      explain: "Diese Adresse führt auf diesem Server nirgendwohin.",
    },
    away: {
      code: "keine Antwort",
      title: "Der Server ist weg",
      explain:
        "Er hat nicht geantwortet, und dieser Browser hat noch keine Kopie dieser Sitzung. Der Raum öffnet sich von selbst, sobald der Server wieder da ist.",
    },
    full: {
      code: "voll",
      title: "Der Raum ist voll",
      explain: "Es sind so viele Personen verbunden, wie dieser Raum fasst. Es wird von selbst wieder versucht.",
    },
    serverFull: {
      code: "voll",
      title: "Der Server ist voll",
      explain: "Er hält so viele Verbindungen, wie er fasst. Es wird von selbst wieder versucht.",
    },
    tooFast: {
      code: "Pause",
      title: "Dieser Browser hat zu viel auf einmal angefragt",
      explain: "Der Server hat ihn gebeten, einen Moment zu warten. Es wird von selbst wieder versucht.",
    },
    heldBack: {
      code: "Netz",
      title: "Das Netz hält zurück, was der Server sendet",
      explain:
        "Der Server antwortet, aber unterwegs sind WebSockets gesperrt, und ein Proxy gibt vom Ereignisstrom, der sie ersetzt, nichts weiter. Versuchen Sie ein anderes Netz, oder bitten Sie, wer den Proxy betreibt, eines von beiden durchzulassen.",
    },
    storage: {
      code: "Speicher",
      title: "Die Sitzung konnte nicht gelesen werden",
      explain:
        "Der Server ist da, aber sein Speicher antwortet nicht. Nichts ist verloren; es wird von selbst wieder versucht.",
    },
    unknownLanguage: {
      code: "Sprache",
      title: (language: string) => `Diese Seite kennt ${language} nicht`,
      explain: "Der Server ist neuer als diese Seite. Laden Sie neu, um die Seite zu bekommen, die zu ihm gehört.",
    },
    failed: {
      code: "Fehler",
      title: "Diese Seite funktioniert nicht mehr",
      explain:
        "Was Sie getippt haben, ist aufbewahrt. Laden Sie neu, um weiterzumachen; geschieht es wieder, sagen Sie es denen, die diesen Server betreiben.",
    },
    refusedExplain:
      "Laden Sie neu, um es noch einmal zu versuchen. Geschieht es wieder, sagen Sie es denen, die diesen Server betreiben.",
    home: "Startseite",
    tryNow: "Jetzt versuchen",
    reload: "Neu laden",
    keptCopy: "Die Kopie in diesem Browser herunterladen",
  },

  ended: {
    badge: "Beendet",
    heading: (when: string | null) =>
      when === null ? "Diese Sitzung ist beendet" : `Diese Sitzung wurde am ${when} beendet`,
    explain: "Code, Läufe und Chat bleiben hier für alle lesbar, die den Link haben. Niemand kann sie ändern.",
  },
};
