/** Every sentence that the page says, in one place, ready to be translated. */
import type { CloseReason, Role, RunOutcome } from "./services/collab/types";

/** For what a page sends again with each connection, since its own copy holds it. */
const REFUSED_ADVICE =
  "Your text is still here. If connecting again is refused too, start anew: the room then shows the server's text, and your copy is set aside for you.";

export const texts = {
  product: "AlgoRoom",

  home: {
    title: "AlgoRoom — a room for coding interviews",
    claim: "One link, one text, and code that runs in your own browser.",
    explain:
      "Start a session and send the link. Everybody in it edits the same code at the same moment, runs it, and sees what it writes. The server keeps every keystroke and never executes a line.",
    scene: "A picture of a room: two people edit one Python function, and one of them has run it.",
    start: "Start a session",
    starting: "Starting…",
    startHeading: "New session",
    language: "Language",
    sessionTitle: "Title",
    optional: "optional",
    sessionTitlePlaceholder: "Second round, data structures",
    yourName: "Your name",
    yourNamePlaceholder: "As the others will see it",
    nameMissing: "Please say who you are: the others see this name beside your caret.",
    openHeading: "Join one",
    openLabel: "Link or id of a session",
    openPlaceholder: "Paste a link or an id",
    open: "Open",
    openInvalid: "This holds no session id. Paste the whole link as you received it.",
    recent: "Recent in this browser",
    noRecent: "Sessions that you start or join are listed here, in this browser only.",
    forget: (title: string) => `Forget ${title}`,
    youLed: "host",
    serverAway: "The server does not answer. Nothing is lost; try again in a moment.",
    refused: (message: string) => `The server refused: ${message}`,
  },

  untitled: "Untitled session",

  join: {
    heading: "You are invited to",
    explain: "Everybody in the room sees this name beside your caret. It is remembered in this browser.",
    join: "Join",
    looking: "Looking for the session…",
  },

  room: {
    opening: "Opening the room…",
    readingCopy: "Reading the text and who is here.",
    goHome: "AlgoRoom, back to the start page",
    title: "Title of the session",
    editTitle: (title: string) => `${title}, edit title`,
    language: "Language",
    languageSwitched: (who: string | null, language: string) =>
      who === null ? `The language is now ${language}` : `${who} switched to ${language}`,
    languageKept: "Each language keeps its own text.",
    more: "More actions",
    download: (fileName: string) => `Download ${fileName}`,
    replay: "Replay",
    end: "End session…",
    codeTab: "Code",
    outputTab: "Output",
    panes: "Code and output",
    resize: "Resize code and output",
    empty: "Type here. Everybody in the room sees it as you type.",
    tooLong: "That does not fit: the text has reached its greatest length.",
    readOnly: "Read only",
    observing: "You are observing: you see everything and change nothing.",
    joined: (name: string) => `${name} joined`,
    left: (name: string) => `${name} left`,
  },

  people: {
    open: (count: number) => (count === 1 ? "1 person here" : `${count} people here`),
    heading: "In the room",
    you: "you",
    role: { host: "host", candidate: "candidate", observer: "observer" } satisfies Record<Role, string>,
    more: (count: number) => `+${count}`,
    goTo: (name: string) => `Go to ${name}`,
    nowhere: (name: string) => `${name} has no caret in this file`,
    rename: "Your name",
    renameSave: "Change",
  },

  share: {
    share: "Share",
    copied: "Copied",
    copiedAnnounce: "The link is copied",
    explain: "Who has this link can join and edit. Copy it from here:",
    link: "Link to this session",
  },

  saved: {
    saved: "Saved",
    saving: "Saving…",
    sending: "Sending…",
    connecting: "Connecting…",
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

  end: {
    heading: "End this session?",
    explain: "The code and its runs become read-only for everybody, for good. Who has the link can still read them.",
    confirm: "End session",
    cancel: "Keep it open",
  },

  run: {
    run: "Run",
    stop: "Stop",
    preparing: "Preparing…",
    shortcut: (mac: boolean) => (mac ? "⌘⏎" : "Ctrl ⏎"),
    shortcutSpoken: (mac: boolean) => (mac ? "Command Enter" : "Control Enter"),
    observersCannot: "Observers do not run code",
    ready: (language: string) => `${language} ready`,
    cold: (language: string) => `${language} loads on first run`,
    loading: (language: string) => `Loading ${language}`,
    starting: (language: string) => `Starting ${language}`,
    progress: (loaded: string, total: string) => `${loaded} of ${total} MB`,
    failed: (language: string) => `${language} did not load`,
    retry: "Try again",
    announceStarted: (who: string) => `${who} started a run`,
    announceFinished: (who: string, outcome: string, duration: string) => `Run by ${who} ${outcome}, ${duration}`,
    outcome: {
      running: "running",
      succeeded: "succeeded",
      failed: "failed",
      stopped: "stopped",
      lost: "lost",
    } satisfies Record<RunOutcome, string>,
  },

  output: {
    heading: "Output",
    noRuns: "Nothing has run yet.",
    noRunsExplain: "Code runs in the browser of whoever presses Run. What it writes is shown here, to everybody.",
    cleared: "Cleared here. The next run shows again.",
    clear: "Clear output",
    showAgain: "Show again",
    pick: "Shown run",
    place: (place: number, count: number) => `Run ${place} of ${count}`,
    newest: "newest",
    you: "You",
    noOutput: "It wrote nothing.",
    waitingOutput: "No output so far.",
    truncated: "The run wrote more than is kept; the rest was left out.",
    lost: "The browser that ran this went away before it finished.",
    errorOutput: "Error output: ",
    inputEcho: "Input: ",
    scrollDown: "To the newest line",
    text: "Output of the run",
    gap: "\n[… the run wrote more than is kept: the middle is left out …]\n",
  },

  input: {
    label: "Input for the running code",
    waits: "The code waits for a line of input",
    send: "Send",
    end: "End input",
    hint: "Enter sends · Ctrl+D ends the input",
    prepared: "Prepared input",
    preparedExplain: "One line for each time the code asks. Only your own runs read it.",
    preparedNeeded: "In this browser code cannot ask while it runs: write its input here first.",
    preparedLines: (count: number) => (count === 1 ? "1 line" : `${count} lines`),
  },

  closed: {
    CONNECTION_LOST: { title: "The connection was lost", advice: "Try to connect again." },
    SERVER_RESTARTS: { title: "The server restarts", advice: "It is back in a moment." },
    RESYNC: { title: "The room was read again", advice: "Connect again to see its newest state." },
    PEER_SILENT: { title: "The connection went silent", advice: "Try to connect again." },
    FELL_BEHIND: { title: "This connection was too slow", advice: "Connect again to catch up." },
    SESSION_NOT_FOUND: { title: "There is no such session", advice: "Ask for the link again." },
    ROOM_FULL: { title: "The room is full", advice: "Try again when somebody has left." },
    TOO_FAST: {
      title: "This tab sent too much at once",
      advice: "The server takes it again after a pause. Nothing you typed is lost.",
    },
    SERVER_FULL: { title: "The server is full", advice: "It is tried again by itself." },
    STORAGE_UNAVAILABLE: { title: "The session could not be read", advice: "The server's storage does not answer." },
    TEXT_TOO_LONG: {
      title: "The text became too long",
      advice: "The server keeps what it had. Start anew to go on from there: your copy is set aside for you.",
    },
    FRAME_TOO_LARGE: {
      title: "An edit was too large to send",
      advice: REFUSED_ADVICE,
    },
    BAD_FRAME: {
      title: "The server refused something this page sent",
      advice: REFUSED_ADVICE,
    },
    FORBIDDEN: {
      title: "The server took this tab for somebody else",
      advice: REFUSED_ADVICE,
    },
  } satisfies Record<CloseReason, { title: string; advice: string }>,
  closedActions: {
    reconnect: "Connect again",
    startAnew: "Start anew from the server's text",
    reload: "Reload",
    download: "Download my copy",
  },

  pages: {
    notFound: {
      code: "404",
      title: "There is no such session",
      explain: "The link may be cut short, or the session may have been removed from this server.",
    },
    lost: { code: "404", title: "There is no such page", explain: "This address leads nowhere on this server." },
    away: {
      code: "no answer",
      title: "The server is away",
      explain:
        "It did not answer, and this browser keeps no copy of this session yet. The room opens by itself as soon as the server is back.",
    },
    full: {
      code: "full",
      title: "The room is full",
      explain: "As many people are connected as this room takes. It is tried again by itself.",
    },
    serverFull: {
      code: "full",
      title: "The server is full",
      explain: "It holds as many connections as it takes. It is tried again by itself.",
    },
    tooFast: {
      code: "pause",
      title: "This browser asked for too much at once",
      explain: "The server asked it to wait for a moment. It is tried again by itself.",
    },
    storage: {
      code: "storage",
      title: "The session could not be read",
      explain: "The server is there, but its storage does not answer. Nothing is lost; it is tried again by itself.",
    },
    unknownLanguage: {
      code: "language",
      title: (language: string) => `This page does not know ${language}`,
      explain: "The server is newer than this page. Reload to get the page that belongs to it.",
    },
    failed: {
      code: "error",
      title: "This page stopped working",
      explain: "What you typed is kept. Reload to go on; if it happens again, tell whoever runs this server.",
    },
    refusedExplain: "Reload to try again. If it happens again, tell whoever runs this server.",
    home: "Start page",
    tryNow: "Try now",
    reload: "Reload",
    keptCopy: "Download the copy in this browser",
  },

  ended: {
    badge: "Ended",
    heading: (when: string | null) => (when === null ? "This session has ended" : `This session ended on ${when}`),
    explain: "Code and runs stay readable here for everybody who has the link. Nobody can change them.",
  },

  replay: {
    heading: "Replay",
    title: (session: string) => `Replay of ${session}`,
    toSession: "Open session",
    newest: "Load what was recorded since",
    loading: "Loading the recording…",
    loaded: (megabytes: string) => `${megabytes} MB`,
    progress: "Loading the recording",
    code: "Code",
    files: "File",
    empty: "Nothing in this file yet.",
    typedBy: "Last typed by",
    nobody: "somebody who is not named",
    moments: "What happened",
    goTo: (what: string, when: string) => `${when} ${what}`,
    controls: "Playback",
    timeline: "Place in the recording",
    place: (elapsed: string, total: string, clock: string) => `${elapsed} of ${total}, at ${clock}`,
    play: "Play",
    pause: "Pause",
    back: "One entry back",
    forward: "One entry on",
    speed: "Speed",
    times: (speed: number) => `${speed}×`,
    timesSpoken: (speed: number) => (speed === 1 ? "Normal speed" : `${speed} times as fast`),
    entry: (position: string, count: string) => `Entry ${position} of ${count}`,
    pauses: (over: string, to: string) => `Pauses over ${over} are played in ${to}.`,
    pausing: (lasted: string) => `Nothing happened for ${lasted}`,
    keys: "Space plays · , and . step",
    moment: {
      joined: (who: string) => `${who} joined`,
      left: (who: string) => `${who} left`,
      language: (who: string, language: string) => `${who} switched to ${language}`,
      started: (who: string, language: string) => `${who} ran ${language}`,
      finished: (who: string, outcome: string, duration: string | null) =>
        duration === null ? `Run by ${who} ${outcome}` : `Run by ${who} ${outcome}, ${duration}`,
      titled: (who: string, title: string) => `${who} named the session “${title}”`,
      ended: (who: string) => `${who} ended the session`,
      missing: (entries: number) =>
        `A part of the record is missing here (${entries} ${entries === 1 ? "entry" : "entries"})`,
      somebody: "Somebody",
    },
    nothing: {
      code: "empty",
      title: "Nothing was typed yet",
      explain: "Every keystroke and every run of a session is recorded here from the first one on.",
    },
    failed: {
      storage: {
        code: "storage",
        title: "The recording could not be read",
        explain: "The server is there, but its storage does not answer. Nothing is lost; try again in a moment.",
      },
      away: {
        code: "no answer",
        title: "The server is away",
        explain:
          "It did not answer, or stopped in the middle of the recording. Nothing is lost; try again in a moment.",
      },
      unreadable: {
        code: "error",
        title: "This recording cannot be shown",
        explain:
          "The server's answer is not what this page expects. Reload to get the page that belongs to the server.",
      },
    },
  },

  banner: {
    recovered: (count: number) =>
      count === 1
        ? "The room shows the server's text. Your own copy was set aside: download it before you dismiss this."
        : `The room shows the server's texts. ${count} copies of your own were set aside: download them before you dismiss this.`,
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

  toast: { region: "Messages", dismiss: "Dismiss message" },
} as const;
