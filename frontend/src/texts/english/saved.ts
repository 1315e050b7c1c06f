/** What is said of saving and of the connection. */
import { plural } from "../plural";

const form = plural("en");

export const saved = {
  saved: {
    saved: "Saved",
    saving: "Saving…",
    unsent: "Sending…",
    loading: "Loading the newest code…",
    connecting: "Connecting…",
    /** Behind what is said, where no WebSocket is let through. */
    overHttp: "over HTTP",
    overHttpExplained:
      "This network blocks WebSockets, so the room goes over plain HTTP. Everything works, a little later.",
    reconnecting: "Reconnecting…",
    offlineKept: "Offline — kept in this browser",
    offlineLost: "Offline — this browser keeps no copy, leave the tab open",
    retryIn: (seconds: number) => `Reconnecting in ${seconds} s`,
    keptHere: "kept in this browser",
    keptNowhere: "this browser keeps no copy, leave the tab open",
    tryNow: "Try now",
    trouble: "The server cannot write — new edits are not saved yet",
    paused: "Editing is paused — the server cannot save now",
    damaged: "Read-only — a part of the session's record cannot be read",
    closed: "Disconnected",
    ended: "Ended",
    onlyHere: (kept: boolean) => `your newest edits are only in this ${kept ? "browser" : "tab"}`,
    answerSaved: "Saved: every keystroke is on the server's disk",
    answerSavedAway: "Saved: what you typed so far is on the server's disk",
    answerSaving: "Still saving: the server has not confirmed the newest edits yet",
    answerLoading: "Still loading: what the server has is not all here yet. What you typed is saved",
    answerKept: "Kept in this browser; it is sent when the connection is back",
    answerLost: "Not saved: there is no connection and this browser keeps no copy",
    answerTrouble:
      "Not saved yet: the server cannot write and keeps trying. The others see what you type, and a copy is kept in this browser",
    answerTroubleLost:
      "Not saved yet: the server cannot write and keeps trying. The others see what you type, but this browser keeps no copy: leave the tab open",
    answerPaused:
      "Editing is paused: the server cannot save now. What you typed is kept in this browser and sent when it can",
    answerPausedLost:
      "Editing is paused: the server cannot save now, and this browser keeps no copy: leave the tab open",
    answerDamaged:
      "This session is read-only: a part of its record cannot be read. What you typed is kept in this browser",
    answerDamagedLost:
      "This session is read-only: a part of its record cannot be read, and this browser keeps no copy: download your text before you leave",
    answerClosedKept: "Not sent: the server ended this connection. Your newest edits are kept in this browser",
    answerClosedLost:
      "Not sent: the server ended this connection, and this browser keeps no copy. Download your text before you leave",
    answerEndedKept: "Not sent: the session ended first. Your newest edits are kept in this browser only",
    answerEndedLost:
      "Not sent: the session ended first, and this browser keeps no copy. Download your text before you leave",
  },
  banner: {
    recovered: (count: number) =>
      form(count, {
        one: "The room shows the server's text. Your own copy was set aside: download it before you dismiss this.",
        other: `The room shows the server's texts. ${count} copies of your own were set aside: download them before you dismiss this.`,
      }),
    recoveredDownload: "Download what was set aside",
    dismiss: "Dismiss",
    trouble:
      "The server cannot write to its storage and keeps trying. Everybody here still sees what is typed, and this browser keeps a copy of it.",
    troubleNoCopy:
      "The server cannot write to its storage and keeps trying. Everybody here still sees what is typed. Leave this tab open: this browser keeps no copy.",
    paused: "Changes cannot be saved right now; editing is paused. What you typed is kept in this browser.",
    pausedNoCopy:
      "Changes cannot be saved right now; editing is paused. Leave this tab open: this browser keeps no copy of what you typed.",
    damaged: "A part of this session's record cannot be read; it is read-only until it is repaired.",
    unsentAtEnd: (kept: boolean) =>
      kept
        ? "The session ended before your newest edits were sent. They are in the text below, kept in this browser only."
        : "The session ended before your newest edits were sent. They are in the text below, in this tab only: download it.",
  },
};
