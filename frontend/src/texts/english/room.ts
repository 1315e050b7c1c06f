/** The room, who is in it, and how it is shared and ended. */
import type { Role, ShownStanding } from "../../services/collab/types";
import { plural } from "../plural";

const form = plural("en");

export const room = {
  room: {
    opening: "Opening the room…",
    readingCopy: "Reading the text and who is here.",
    goHome: "AlgoRoom, back to the start page",
    title: "Title of the session",
    editTitle: (title: string) => `${title}, edit title`,
    language: "Language",
    languageSwitched: (who: string | null, language: string) =>
      who === null ? `The language is now ${language}` : `${who} switched to ${language}`,
    languageSearch: "Search languages",
    languageNone: (sought: string) => `No language matches “${sought}”.`,
    languageSize: (megabytes: string) => `${megabytes} MB`,
    languageNotRun: "does not run here",
    languageKept: "Each language keeps its own text.",
    more: "More actions",
    download: (fileName: string) => `Download ${fileName}`,
    downloadAll: (count: number) => `Download all ${count} files`,
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
    open: (count: number) => `${count} ${form(count, { one: "person", other: "people" })} here`,
    heading: "In the room",
    you: "you",
    role: { host: "host", candidate: "candidate", observer: "observer", waiting: "in the lobby" } satisfies Record<
      Role,
      string
    >,
    follow: (name: string) => `Follow ${name}`,
    /** What an avatar says: who, and how they are. */
    face: (name: string, role: string, standing: string) => [name, role, standing].filter(Boolean).join(", "),
    standing: { typing: "typing", active: "", idle: "idle", away: "away", offline: "offline" } satisfies Record<
      ShownStanding,
      string
    >,
    runtimeReady: (language: string) => `${language} ready`,
    following: (name: string) => `You follow ${name}.`,
    followingHow: "Escape, typing or scrolling ends it.",
    stopFollowing: "Stop following",
    followedLeft: (name: string) => `${name} left; you follow nobody any more`,
    gather: "Gather everybody here",
    gatherExplain: "Everybody's page then follows your caret.",
    gathered: "Everybody is asked to follow you",
    gatheredBy: (name: string) => `${name} gathers everybody: your page follows`,
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
  end: {
    heading: "End this session?",
    explain:
      "The code and its runs become read-only for everybody. Who has the link can still read them; a host can reopen the session.",
    confirm: "End session",
    cancel: "Keep it open",
  },
};
