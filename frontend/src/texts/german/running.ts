/** Running code, its output and its input. */
import type { running as Shape } from "../english/running";
import { plural } from "../plural";
import type { Said } from "../shape";

const form = plural("de");

export const running: Said<typeof Shape> = {
  run: {
    run: "Ausführen",
    stop: "Anhalten",
    preparing: "Vorbereitung …",
    shortcut: (mac: boolean) => (mac ? "⌘⏎" : "Strg ⏎"),
    shortcutSpoken: (mac: boolean) => (mac ? "Befehl Eingabe" : "Steuerung Eingabe"),
    observersCannot: "Wer zuschaut, führt keinen Code aus",
    ready: (language: string) => `${language} bereit`,
    cold: (language: string) => `${language} lädt beim ersten Lauf`,
    coldLarge: (language: string, megabytes: string) => `${language} lädt beim ersten Lauf ${megabytes} MB`,
    notRun: (language: string) => `${language} wird hier hervorgehoben und läuft nicht`,
    loading: (language: string) => `${language} wird geladen`,
    starting: (language: string) => `${language} startet`,
    progress: (loaded: string, total: string) => `${loaded} von ${total} MB`,
    failed: (language: string) => `${language} wurde nicht geladen`,
    retry: "Noch einmal",
    announceStarted: (who: string) => `${who} hat einen Lauf gestartet`,
    announceFinished: (who: string, outcome: string, duration: string) => `Lauf von ${who} ${outcome}, ${duration}`,
    outcome: {
      running: "läuft",
      succeeded: "erfolgreich",
      failed: "fehlgeschlagen",
      stopped: "angehalten",
      lost: "verloren",
    },
  },

  output: {
    heading: "Ausgabe",
    noRuns: "Noch ist nichts gelaufen.",
    noRunsExplain: "Der Code läuft im Browser der Person, die „Ausführen“ drückt. Was er schreibt, sehen hier alle.",
    cleared: "Hier geleert. Der nächste Lauf erscheint wieder.",
    clear: "Ausgabe leeren",
    showAgain: "Wieder zeigen",
    pick: "Gezeigter Lauf",
    place: (place: number, count: number) => `Lauf ${place} von ${count}`,
    newest: "neuester",
    you: "Sie",
    noOutput: "Er hat nichts geschrieben.",
    waitingOutput: "Bisher keine Ausgabe.",
    truncated: "Der Lauf schrieb mehr, als aufbewahrt wird; der Rest wurde weggelassen.",
    lost: "Der Browser, in dem das lief, war weg, bevor es fertig war.",
    errorOutput: "Fehlerausgabe: ",
    inputEcho: "Eingabe: ",
    scrollDown: "Zur neuesten Zeile",
    text: "Ausgabe des Laufs",
    gap: "\n[… der Lauf schrieb mehr, als aufbewahrt wird: Die Mitte fehlt …]\n",
    goToLine: (line: number) => `Zu Zeile ${line}`,
    table: "Tabelle",
    rowsOf: (rows: number, columns: number) =>
      `${rows} ${form(rows, { one: "Zeile", other: "Zeilen" })}, ${columns} ${form(columns, { one: "Spalte", other: "Spalten" })}`,
    dropped: "Hier wurde etwas gezeigt, das nicht aufbewahrt wird.",
  },

  steps: {
    run: "Mit Schritten ausführen",
    heading: "Schritte des Laufs",
    slider: "Schritt",
    back: "Einen Schritt zurück",
    on: "Einen Schritt weiter",
    place: (step: string, count: string) => `Schritt ${step} von ${count}`,
    spoken: (step: string, count: string, line: string) => `Schritt ${step} von ${count}, Zeile ${line}`,
    before: (line: string) => `vor Zeile ${line}`,
    atEnd: "am Ende",
    file: "die Datei",
    calls: "Laufende Aufrufe",
    call: (name: string, line: string) => `${name}, Zeile ${line}`,
    variables: (call: string) => `Variablen: ${call}`,
    noVariables: "Noch keine Variablen.",
    changed: "Der Code wurde seit diesem Lauf geändert: Seine Zeilen werden nicht markiert.",
    followed: "Wer ausführen darf, wählt den Schritt; Sie sehen denselben.",
    unreadable: "Die Schritte dieses Laufs sind nicht lesbar.",
    end: {
      finished: null,
      steps: "Nur die ersten 5.000 Schritte wurden aufgezeichnet; der Lauf ging weiter.",
      size: "Der Lauf ging weiter, aber mehr Schritte als diese brauchen zu viel Platz.",
    },
  },

  again: {
    button: "Diesen Lauf hier wiederholen",
    changed: "Der Code ist seit diesem Lauf geändert; die Wiedergabe hat ihn noch.",
    inputGone: "Die Eingabe dieses Laufs wurde nicht aufgehoben; er kann nicht wiederholt werden.",
    same: "Hier kam dasselbe heraus wie in diesem Lauf.",
    different: "Hier kam etwas anderes heraus als in diesem Lauf.",
  },
  prompt: {
    label: "Eingabe in den Variablen dieses Laufs",
    evaluate: "Auswerten",
    hint: "Eingabetaste wertet aus · Umschalt+Eingabetaste beginnt eine Zeile · Auf und Ab gehen durch das Ausgewertete",
    gone: "Die Variablen dieses Laufs sind weg; führe noch einmal aus.",
    echo: "Ausgewertet: ",
  },
  input: {
    label: "Eingabe für den laufenden Code",
    waits: "Der Code wartet auf eine Eingabezeile",
    send: "Senden",
    end: "Eingabe beenden",
    hint: "Eingabetaste sendet · Strg+D beendet die Eingabe",
    prepared: "Vorbereitete Eingabe",
    preparedExplain: "Eine Zeile für jedes Mal, wenn der Code fragt. Nur Ihre eigenen Läufe lesen sie.",
    preparedNeeded:
      "In diesem Browser kann Code nicht fragen, während er läuft: Schreiben Sie seine Eingabe vorher hierhin.",
    preparedLines: (count: number) => `${count} ${form(count, { one: "Zeile", other: "Zeilen" })}`,
  },
};
