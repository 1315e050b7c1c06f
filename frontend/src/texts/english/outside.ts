/** What is said where there is no open room: refused, lost, ended. */
import type { CloseReason } from "../../services/collab/types";

/** For what a page sends again with each connection, since its own copy holds it. */
const REFUSED_ADVICE =
  "Your text is still here. If connecting again is refused too, start anew: the room then shows the server's text, and your copy is set aside for you.";

export const outside = {
  closed: {
    CONNECTION_LOST: { title: "The connection was lost", advice: "Try to connect again." },
    SERVER_RESTARTS: { title: "The server restarts", advice: "It is back in a moment." },
    RESYNC: { title: "The room was read again", advice: "Connect again to see its newest state." },
    PEER_SILENT: { title: "The connection went silent", advice: "Try to connect again." },
    FELL_BEHIND: { title: "This connection was too slow", advice: "Connect again to catch up." },
    SESSION_NOT_FOUND: { title: "There is no such session", advice: "Ask for the link again." },
    LINK_REPLACED: { title: "This link was replaced", advice: "Ask whoever invited you for the new one." },
    REMOVED: {
      title: "A host has removed you from this session",
      advice: "Ask the host if you think it is a mistake.",
    },
    SESSION_DELETED: { title: "This session was deleted", advice: "A host has removed it with everything in it." },
    NOT_LET_IN: { title: "A host has closed the door", advice: "It is tried again by itself." },
    TICKET_SPENT: { title: "The way in took too long", advice: "It is tried again by itself." },
    ROOM_FULL: { title: "The room is full", advice: "Try again when somebody has left." },
    TOO_FAST: {
      title: "This tab sent too much at once",
      advice: "The server takes it again after a pause. Nothing you typed is lost.",
    },
    SERVER_FULL: { title: "The server is full", advice: "It is tried again by itself." },
    STREAM_HELD_BACK: {
      title: "The network holds back what the server sends",
      advice:
        "WebSockets are blocked here, and a proxy passes on nothing of the event stream. Another network may help.",
    },
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
    replaced: {
      code: "link",
      title: "This link was replaced",
      explain: "A host has put another link in its place. Ask whoever invited you for the new one.",
    },
    removed: {
      code: "removed",
      title: "A host has removed you from this session",
      explain:
        "You see and change nothing in it any more. If you think that this is a mistake, ask whoever invited you.",
    },
    deleted: {
      code: "deleted",
      title: "This session was deleted",
      explain: "A host has removed it with everything in it, from the server and from this browser.",
    },
    notLetIn: {
      code: "closed",
      title: "A host has closed the door",
      explain: "The session cannot be entered now. It is tried again by itself.",
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
    heldBack: {
      code: "network",
      title: "The network holds back what the server sends",
      explain:
        "The server answers, but WebSockets are blocked on the way, and a proxy passes on nothing of the event stream that stands in for them. Try another network, or ask whoever runs the proxy to let either through.",
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
    explain: "Code, runs and chat stay readable here for everybody who has the link. Nobody can change them.",
  },
};
