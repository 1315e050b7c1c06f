/** What the server refused, by the code that it gives. */
import type { refusals as Shape } from "../english/refusals";
import type { Said } from "../shape";

export const refusals: Said<typeof Shape> = {
  refusals: {
    known: {
      SESSION_NOT_FOUND: "Diese Sitzung gibt es nicht.",
      SESSION_ENDED: "Die Sitzung ist beendet und kann nur noch gelesen werden.",
      LANGUAGE_NOT_OFFERED: "Dieser Server bietet die Sprache nicht an.",
      NOT_ALLOWED: "Ihr Link erlaubt das nicht.",
      LOCKED:
        "Die Leitung hat das gesperrt. Was Sie inzwischen getippt haben, bleibt erhalten und kommt hinein, sobald die Sperre aufgehoben ist.",
      FILE_NAME_TAKEN: "Eine Datei dieses Namens gibt es schon, oder es ist der Name der Datei einer Sprache.",
      FILE_GONE: "Diese Datei wurde entfernt.",
      TOO_MANY_FILES:
        "Diese Sitzung hat so viele Dateien, wie sie haben darf; entfernen Sie eine, oder benennen Sie eine um.",
      LINK_REPLACED: "Dieser Link wurde durch einen anderen ersetzt; fragen Sie, wer Sie eingeladen hat.",
      REMOVED: "Die Leitung hat Sie aus dieser Sitzung entfernt.",
      NOT_LET_IN: "Die Leitung hat die Tür dieser Sitzung geschlossen; noch hat Sie niemand hereingelassen.",
      TOKEN_REQUIRED: "Sitzungen werden hier nur mit dem Token dieses Servers begonnen.",
      TOO_MANY_REQUESTS: "Das wurde eben zu oft angefragt; versuchen Sie es gleich noch einmal.",
      SERVER_FULL: "Der Server hat so viele Sitzungen, wie er aufnimmt; versuchen Sie es gleich noch einmal.",
      STORAGE_UNAVAILABLE: "Der Speicher des Servers antwortet nicht; im Augenblick lässt sich nichts ändern.",
      LOG_DAMAGED:
        "Ein Teil der Aufzeichnung dieser Sitzung ist nicht lesbar; bis zur Reparatur kann sie nur gelesen werden.",
      BODY_TOO_LARGE: "Das ist mehr, als der Server auf einmal annimmt.",
      UNEXPECTED_ANSWER:
        "Die Antwort des Servers war nicht zu verstehen. Laden Sie neu, um die passende Seite zu bekommen.",
    },
    /** The server names the fault in its own words. */
    fault: (message: string) => `Der Server konnte das nicht annehmen: ${message}`,
    status: (status: string) => `Etwas auf dem Weg hat mit dem Status ${status} geantwortet.`,
  },
};
