/** What is said of saving and of the connection. */
import type { saved as Shape } from "../english/saved";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const saved: Said<typeof Shape> = {
  saved: {
    saved: "Gespeichert",
    saving: "Wird gespeichert …",
    unsent: "Wird gesendet …",
    loading: "Neuester Code wird geladen …",
    connecting: "Verbindung wird aufgebaut …",
    overHttp: "HTTP",
    overHttpExplained:
      "Dieses Netz sperrt WebSockets, deshalb läuft der Raum über einfaches HTTP. Alles geht, nur ein wenig später.",
    reconnecting: "Verbindung wird wieder aufgebaut …",
    offlineKept: "Offline – in diesem Browser aufbewahrt",
    offlineLost: "Offline – dieser Browser bewahrt nichts auf, lassen Sie den Tab offen",
    retryIn: (seconds: number) => `Neuer Versuch in ${seconds} s`,
    keptHere: "in diesem Browser aufbewahrt",
    keptNowhere: "dieser Browser bewahrt nichts auf, lassen Sie den Tab offen",
    tryNow: "Jetzt versuchen",
    trouble: "Der Server kann nicht schreiben – neue Änderungen sind noch nicht gespeichert",
    paused: "Bearbeiten ist unterbrochen – der Server kann jetzt nicht speichern",
    damaged: "Nur lesen – ein Teil der Aufzeichnung dieser Sitzung ist nicht lesbar",
    closed: "Getrennt",
    ended: "Beendet",
    onlyHere: (kept: boolean) => `Ihre neuesten Änderungen sind nur in diesem ${kept ? "Browser" : "Tab"}`,
    answerSaved: "Gespeichert: Jeder Tastendruck liegt auf der Festplatte des Servers",
    answerSavedAway: "Gespeichert: Was Sie bisher getippt haben, liegt auf der Festplatte des Servers",
    answerSaving: "Wird noch gespeichert: Der Server hat die neuesten Änderungen noch nicht bestätigt",
    answerLoading:
      "Wird noch geladen: Was der Server hat, ist noch nicht ganz hier. Was Sie getippt haben, ist gespeichert",
    answerKept: "In diesem Browser aufbewahrt; es wird gesendet, sobald die Verbindung wieder da ist",
    answerLost: "Nicht gespeichert: Es gibt keine Verbindung, und dieser Browser bewahrt nichts auf",
    answerTrouble:
      "Noch nicht gespeichert: Der Server kann nicht schreiben und versucht es weiter. Die anderen sehen, was Sie tippen, und dieser Browser bewahrt es auf",
    answerTroubleLost:
      "Noch nicht gespeichert: Der Server kann nicht schreiben und versucht es weiter. Die anderen sehen, was Sie tippen, aber dieser Browser bewahrt nichts auf: Lassen Sie den Tab offen",
    answerPaused:
      "Bearbeiten ist unterbrochen: Der Server kann jetzt nicht speichern. Was Sie getippt haben, bleibt in diesem Browser und wird gesendet, sobald er es kann",
    answerPausedLost:
      "Bearbeiten ist unterbrochen: Der Server kann jetzt nicht speichern, und dieser Browser bewahrt nichts auf: Lassen Sie den Tab offen",
    answerDamaged:
      "Diese Sitzung ist nur zu lesen: Ein Teil ihrer Aufzeichnung ist nicht lesbar. Was Sie getippt haben, bleibt in diesem Browser",
    answerDamagedLost:
      "Diese Sitzung ist nur zu lesen: Ein Teil ihrer Aufzeichnung ist nicht lesbar, und dieser Browser bewahrt nichts auf: Laden Sie Ihren Text herunter, bevor Sie gehen",
    answerClosedKept:
      "Nicht gesendet: Der Server hat diese Verbindung beendet. Ihre neuesten Änderungen bleiben in diesem Browser",
    answerClosedLost:
      "Nicht gesendet: Der Server hat diese Verbindung beendet, und dieser Browser bewahrt nichts auf. Laden Sie Ihren Text herunter, bevor Sie gehen",
    answerEndedKept:
      "Nicht gesendet: Die Sitzung war vorher zu Ende. Ihre neuesten Änderungen bleiben nur in diesem Browser",
    answerEndedLost:
      "Nicht gesendet: Die Sitzung war vorher zu Ende, und dieser Browser bewahrt nichts auf. Laden Sie Ihren Text herunter, bevor Sie gehen",
  },

  banner: {
    recovered: (count: number) =>
      form(count, {
        one: "Der Raum zeigt den Text des Servers. Ihre eigene Fassung wurde beiseitegelegt: Laden Sie sie herunter, bevor Sie dies schließen.",
        other: `Der Raum zeigt die Texte des Servers. ${count} eigene Fassungen wurden beiseitegelegt: Laden Sie sie herunter, bevor Sie dies schließen.`,
      }),
    recoveredDownload: "Beiseitegelegtes herunterladen",
    dismiss: "Schließen",
    trouble:
      "Der Server kann nicht in seinen Speicher schreiben und versucht es weiter. Alle hier sehen weiterhin, was getippt wird, und dieser Browser bewahrt es auf.",
    troubleNoCopy:
      "Der Server kann nicht in seinen Speicher schreiben und versucht es weiter. Alle hier sehen weiterhin, was getippt wird. Lassen Sie diesen Tab offen: Dieser Browser bewahrt nichts auf.",
    paused:
      "Änderungen können gerade nicht gespeichert werden; Bearbeiten ist unterbrochen. Was Sie getippt haben, bleibt in diesem Browser.",
    pausedNoCopy:
      "Änderungen können gerade nicht gespeichert werden; Bearbeiten ist unterbrochen. Lassen Sie diesen Tab offen: Dieser Browser bewahrt nicht auf, was Sie getippt haben.",
    damaged: "Ein Teil der Aufzeichnung dieser Sitzung ist nicht lesbar; sie ist nur zu lesen, bis das behoben ist.",
    unsentAtEnd: (kept: boolean) =>
      kept
        ? "Die Sitzung endete, bevor Ihre neuesten Änderungen gesendet waren. Sie stehen im Text unten und nur in diesem Browser."
        : "Die Sitzung endete, bevor Ihre neuesten Änderungen gesendet waren. Sie stehen im Text unten und nur in diesem Tab: Laden Sie ihn herunter.",
  },
};
