/** Running code, its output and its input. */
import type { RunOutcome } from "../../services/collab/types";
import { plural } from "../plural";

const form = plural("en");

export const running = {
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
    preparedLines: (count: number) => `${count} ${form(count, { one: "line", other: "lines" })}`,
  },
};
