/** Hilfe beim Tippen: was vorgeschlagen, erklärt und gefunden wird, und das Formatieren. */
import type { help as Shape } from "../english/help";
import type { Said } from "../shape";

export const help: Said<typeof Shape> = {
  help: {
    loading: "Hilfe beim Tippen wird geladen",
    starting: "Hilfe beim Tippen startet …",
    ready: "Hilfe beim Tippen ist bereit",
    off: "Die Hilfe beim Tippen ist ausgefallen: Sie konnte nicht geladen werden oder ist stehen geblieben.",
    offShort: "Hilfe ausgefallen",
    retry: "Noch einmal",
    locked: "Die Leitung hat die Hilfe beim Tippen ausgeschaltet",
    lockedShort: "Hilfe ausgeschaltet",
    explain: "Erklären, was am Cursor steht",
    next: "Zum nächsten Problem",
    previous: "Zum vorigen Problem",
    nextAndPrevious: "Zum nächsten Problem oder zum vorigen",
    signature: "Zeigen, was ein Aufruf erwartet",
    format: {
      command: "Code formatieren",
      key: "Code formatieren",
      formatted: "Der Code ist formatiert",
      already: "Der Code ist schon formatiert",
      notAllowed: "Nicht formatiert: Sie können diesen Code nicht ändern.",
      changing: "Nicht formatiert: Andere tippen gerade. Versuchen Sie es gleich noch einmal.",
      unreadable: (line: number | null) =>
        line === null
          ? "Nicht formatiert: Der Code hat einen Syntaxfehler."
          : `Nicht formatiert: Der Code hat einen Syntaxfehler in Zeile ${line}.`,
      none: (language: string) => `Für ${language} gibt es keinen Formatierer.`,
      unavailable:
        "Der Formatierer konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
      loading: "Formatierer wird geladen",
    },
  },
};
