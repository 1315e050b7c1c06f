/** Playing a session back. */
import { plural } from "../plural";

const form = plural("en");

export const replay = {
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
      said: (who: string, text: string) => `${who}: ${text}`,
      fileCreated: (who: string, fileName: string) => `${who} added ${fileName}`,
      fileRenamed: (who: string, fileName: string) => `${who} renamed a file to ${fileName}`,
      fileRemoved: (who: string) => `${who} removed a file`,
      gathered: (who: string) => `${who} gathered everybody`,
      ended: (who: string) => `${who} ended the session`,
      begun: (who: string) => `${who} started the session`,
      reopened: (who: string) => `${who} reopened the session`,
      missing: (entries: number) =>
        `A part of the record is missing here (${entries} ${form(entries, { one: "entry", other: "entries" })})`,
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
};
