/** What hosts decide: who comes in, by which link, who may do what; and what the others are told of it. */
import type { Lock } from "../../services/collab/types";

const list = new Intl.ListFormat("en-GB");
const LOCKED: Record<Lock, string> = { edit: "editing", run: "running", paste: "pasting", help: "help while typing" };
const TURN: Record<Lock, string> = { edit: "Editing", run: "Running", paste: "Pasting", help: "Help while typing" };

export const rights = {
  links: {
    open: "Links…",
    heading: "Links to this session",
    explain:
      "Each lets people in with another role. To replace one ends it at once, also for those who are here by it.",
    role: { candidate: "Candidates", observer: "Observers", host: "Hosts" },
    gives: {
      candidate: "edit and run",
      observer: "see everything and change nothing",
      host: "decide as you do; send it to colleagues only",
    },
    copy: (whose: string) => `Copy the link for ${whose}`,
    copyShort: "Copy",
    copyByHand: "This browser does not let the page copy: select the link and copy it by hand.",
    replace: (whose: string) => `Replace the link for ${whose}`,
    replaceShort: "Replace…",
    confirmHeading: (whose: string) => `Replace the link for ${whose}?`,
    confirmExplain: "The old link stops working at once, and whoever is here by it has to leave.",
    confirm: "Replace",
    cancel: "Keep it",
    replaced: "The link is replaced; send the new one",
    none: "There is none yet.",
    failed: "The links could not be read. Try again in a moment.",
    close: "Close",
  },
  door: {
    lobby: "Let people in one by one",
    lobbyOn: "New people wait in the lobby until a host lets them in",
    lobbyOff: "The lobby is off: who has the link comes in",
    waits: (name: string) => `${name} is waiting to be let in`,
    admit: "Let in",
    admitSpoken: (name: string) => `Let in ${name}`,
    turnAway: "Turn away",
    turnAwaySpoken: (name: string) => `Turn away ${name}`,
    preparing: "You are preparing: candidates and observers wait until you start, and see nothing of what came before.",
    start: "Start the session",
    started: "The session has started",
    waitingFor: {
      lobby: "You are in the lobby",
      preparing: "The session has not started yet",
    },
    waitingExplain: {
      lobby: "A host sees that you are here and lets you in. This page opens by itself.",
      preparing: "The hosts are preparing it. This page opens by itself when they start.",
    },
    waitingCode: "lobby",
    letIn: "You have been let in",
  },
  locks: {
    forAll: "Locked for everybody but hosts",
    what: TURN,
    lockedNow: (locks: readonly Lock[], whom: "everybody" | "you") => {
      const others = locks.filter((lock) => lock !== "help");
      const help = others.length < locks.length ? "Help while typing is switched off by the host." : "";
      if (others.length === 0) return help;
      const what = list.format(others.map((lock) => LOCKED[lock]));
      const said =
        whom === "everybody"
          ? `A host has locked ${what} for everybody. You see what the others do, and it is unlocked when the host says so.`
          : `A host has locked ${what} for you. You see what the others do, and it is unlocked when the host says so.`;
      return help === "" ? said : `${said} ${help}`;
    },
    /** What a lock does not do, beside its switch. */
    pasteBound: "Keeps out what is pasted or dropped here; the replay shows whatever came in at once.",
    unlocked: "Nothing is locked for you any more",
    noPaste: "A host has locked pasting: type instead.",
  },
  person: {
    actions: (name: string) => `Actions for ${name}`,
    lock: (lock: Lock) => `Lock ${LOCKED[lock]}`,
    remove: "Remove…",
    removeHeading: (name: string) => `Remove ${name}?`,
    removeExplain: "The page of this person closes at once and stays closed. What was typed stays in the text.",
    removeConfirm: "Remove",
    removeCancel: "Keep",
    removed: "Removed",
    letBack: (name: string) => `Let back in ${name}`,
    letBackShort: "Let back in",
  },
  deletion: {
    open: "Delete session…",
    heading: "Delete this session?",
    explain:
      "Its code, its runs and its whole record are removed from the server, for everybody and for good. Nobody can bring them back.",
    confirm: "Delete everything",
    cancel: "Keep it",
    failed: (message: string) => `It was not deleted: ${message}`,
  },
  reopening: { reopen: "Reopen", reopened: "The session is open again" },
  starting: {
    more: "More options",
    prepare: "Prepare first: nobody else comes in until you start",
    lobby: "Lobby: you let people in one by one",
    token: "Access token of this server",
    tokenExplain:
      "Whoever runs this server gives it to those who may start sessions. It is remembered in this browser.",
    tokenMissing: "This server asks for a token before a session is started.",
    tokenWrong: "This is not the token of this server.",
  },
};
