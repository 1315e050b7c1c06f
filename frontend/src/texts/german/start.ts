/** The start page, and the way in. */
import type { start as Shape } from "../english/start";
import type { Said } from "../shape";

export const start: Said<typeof Shape> = {
  home: {
    title: "AlgoRoom – ein Raum für Coding-Interviews",
    claim: "Ein Link, ein Text, und Code, der im eigenen Browser läuft.",
    explain:
      "Starten Sie eine Sitzung und verschicken Sie den Link. Alle darin bearbeiten im selben Moment denselben Code, führen ihn aus und sehen, was er schreibt. Der Server bewahrt jeden Tastendruck auf und führt keine Zeile aus.",
    scene: "Bild eines Raums: Zwei Personen bearbeiten eine Python-Funktion, eine davon hat sie ausgeführt.",
    start: "Sitzung starten",
    starting: "Wird gestartet …",
    startHeading: "Neue Sitzung",
    sessionTitle: "Titel",
    optional: "freiwillig",
    sessionTitlePlaceholder: "Zweite Runde, Datenstrukturen",
    yourName: "Ihr Name",
    yourNamePlaceholder: "So, wie die anderen ihn sehen",
    nameMissing: "Bitte sagen Sie, wer Sie sind: Die anderen sehen diesen Namen neben Ihrer Schreibmarke.",
    openHeading: "Einer Sitzung beitreten",
    openLabel: "Link oder Kennung einer Sitzung",
    openPlaceholder: "Link oder Kennung einfügen",
    open: "Öffnen",
    openInvalid: "Darin steht keine Sitzungskennung. Fügen Sie den ganzen Link so ein, wie Sie ihn bekommen haben.",
    recent: "Zuletzt in diesem Browser",
    noRecent: "Sitzungen, die Sie starten oder betreten, stehen hier, nur in diesem Browser.",
    forget: (title: string) => `${title} vergessen`,
    youLed: "Leitung",
    serverAway: "Der Server antwortet nicht. Nichts ist verloren; versuchen Sie es gleich noch einmal.",
    refused: (message: string) => `Der Server hat abgelehnt: ${message}`,
  },

  untitled: "Sitzung ohne Titel",

  join: {
    heading: "Sie sind eingeladen zu",
    explain: "Alle im Raum sehen diesen Namen neben Ihrer Schreibmarke. Dieser Browser merkt ihn sich.",
    join: "Beitreten",
    looking: "Die Sitzung wird gesucht …",
  },
};
