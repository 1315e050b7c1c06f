/** Was die Leitung entscheidet, und was die anderen davon hören. */
import type { Lock } from "../../services/collab/types";

const list = new Intl.ListFormat("de");
const LOCKED: Record<Lock, string> = {
  edit: "das Bearbeiten",
  run: "das Ausführen",
  paste: "das Einfügen",
  help: "die Hilfe beim Tippen",
};
const TURN: Record<Lock, string> = {
  edit: "Bearbeiten",
  run: "Ausführen",
  paste: "Einfügen",
  help: "Hilfe beim Tippen",
};

export const rights = {
  links: {
    open: "Links…",
    heading: "Links zu dieser Sitzung",
    explain:
      "Jeder lässt Personen mit einer anderen Rolle herein. Wird einer ersetzt, endet er sofort, auch für alle, die durch ihn hier sind.",
    role: { candidate: "Kandidaten", observer: "Zuschauer", host: "Leitung" },
    gives: {
      candidate: "bearbeiten und ausführen",
      observer: "alles sehen und nichts ändern",
      host: "entscheiden wie Sie; nur an Kollegen schicken",
    },
    copy: (whose: string) => `Den Link für ${whose} kopieren`,
    copyShort: "Kopieren",
    copyByHand: "Dieser Browser lässt die Seite nicht kopieren: Markieren Sie den Link und kopieren Sie ihn selbst.",
    replace: (whose: string) => `Den Link für ${whose} ersetzen`,
    replaceShort: "Ersetzen…",
    confirmHeading: (whose: string) => `Den Link für ${whose} ersetzen?`,
    confirmExplain: "Der alte Link gilt sofort nicht mehr, und wer durch ihn hier ist, muss gehen.",
    confirm: "Ersetzen",
    cancel: "Behalten",
    replaced: "Der Link ist ersetzt; verschicken Sie den neuen",
    none: "Es gibt noch keinen.",
    failed: "Die Links konnten nicht gelesen werden. Versuchen Sie es gleich noch einmal.",
    close: "Schließen",
  },
  door: {
    lobby: "Einzeln hereinlassen",
    lobbyOn: "Neue Personen warten in der Lobby, bis die Leitung sie hereinlässt",
    lobbyOff: "Die Lobby ist aus: Wer den Link hat, kommt herein",
    waits: (name: string) => `${name} wartet darauf, hereingelassen zu werden`,
    admit: "Hereinlassen",
    admitSpoken: (name: string) => `${name} hereinlassen`,
    turnAway: "Abweisen",
    turnAwaySpoken: (name: string) => `${name} abweisen`,
    preparing: "Sie bereiten vor: Die anderen warten, bis Sie beginnen, und sehen nichts von dem, was vorher war.",
    start: "Sitzung beginnen",
    started: "Die Sitzung hat begonnen",
    waitingFor: { lobby: "Sie sind in der Lobby", preparing: "Die Sitzung hat noch nicht begonnen" },
    waitingExplain: {
      lobby: "Die Leitung sieht, dass Sie hier sind, und lässt Sie herein. Diese Seite öffnet sich von selbst.",
      preparing: "Die Leitung bereitet sie vor. Diese Seite öffnet sich von selbst, wenn sie beginnt.",
    },
    waitingCode: "Lobby",
    letIn: "Sie wurden hereingelassen",
  },
  locks: {
    forAll: "Für alle außer der Leitung gesperrt",
    what: TURN,
    lockedNow: (locks: readonly Lock[], whom: "everybody" | "you") => {
      const others = locks.filter((lock) => lock !== "help");
      const help = others.length < locks.length ? "Die Leitung hat die Hilfe beim Tippen ausgeschaltet." : "";
      if (others.length === 0) return help;
      const what = list.format(others.map((lock) => LOCKED[lock]));
      const said =
        whom === "everybody"
          ? `Die Leitung hat ${what} für alle gesperrt. Sie sehen, was die anderen tun; die Leitung hebt die Sperre wieder auf.`
          : `Die Leitung hat ${what} für Sie gesperrt. Sie sehen, was die anderen tun; die Leitung hebt die Sperre wieder auf.`;
      return help === "" ? said : `${said} ${help}`;
    },
    /** What a lock does not do, beside its switch. */
    pasteBound: "Hält ab, was hier eingefügt oder hineingezogen wird; die Wiedergabe zeigt, was auf einmal hineinkam.",
    unlocked: "Für Sie ist nichts mehr gesperrt",
    noPaste: "Die Leitung hat das Einfügen gesperrt: Bitte tippen Sie.",
  },
  person: {
    actions: (name: string) => `Aktionen für ${name}`,
    lock: (lock: Lock) => `${TURN[lock]} sperren`,
    remove: "Entfernen…",
    removeHeading: (name: string) => `${name} entfernen?`,
    removeExplain: "Die Seite dieser Person schließt sich sofort und bleibt zu. Was getippt wurde, bleibt im Text.",
    removeConfirm: "Entfernen",
    removeCancel: "Behalten",
    removed: "Entfernt",
    letBack: (name: string) => `${name} wieder hereinlassen`,
    letBackShort: "Wieder hereinlassen",
  },
  deletion: {
    open: "Sitzung löschen…",
    heading: "Diese Sitzung löschen?",
    explain:
      "Code, Läufe und die ganze Aufzeichnung werden vom Server entfernt, für alle und für immer. Niemand kann sie zurückholen.",
    confirm: "Alles löschen",
    cancel: "Behalten",
    failed: (message: string) => `Sie wurde nicht gelöscht: ${message}`,
  },
  reopening: { reopen: "Wieder öffnen", reopened: "Die Sitzung ist wieder offen" },
  starting: {
    more: "Weitere Möglichkeiten",
    prepare: "Erst vorbereiten: Niemand sonst kommt herein, bis Sie beginnen",
    lobby: "Lobby: Sie lassen Personen einzeln herein",
    token: "Zugangswort dieses Servers",
    tokenExplain:
      "Wer diesen Server betreibt, gibt es denen, die Sitzungen beginnen dürfen. Dieser Browser merkt es sich.",
    tokenMissing: "Dieser Server verlangt ein Zugangswort, bevor eine Sitzung beginnt.",
    tokenWrong: "Das ist nicht das Zugangswort dieses Servers.",
  },
};
