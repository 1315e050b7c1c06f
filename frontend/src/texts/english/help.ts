/** Help while typing: what is suggested, explained and found, and the formatting of the code. */

export const help = {
  help: {
    loading: "Loading help while typing",
    starting: "Starting help while typing…",
    ready: "Help while typing is ready",
    off: "Help while typing has failed: it could not be loaded, or stopped.",
    offShort: "Help has failed",
    retry: "Try again",
    locked: "Help while typing is switched off by the host",
    lockedShort: "Help switched off",
    explain: "Explain what the caret is at",
    next: "Go to the next problem",
    previous: "Go to the previous problem",
    nextAndPrevious: "Go to the next problem, or the previous",
    signature: "Show what a call takes",
    format: {
      command: "Format the code",
      key: "Format the code",
      formatted: "The code is formatted",
      already: "The code is formatted already",
      notAllowed: "Not formatted: you cannot change this code.",
      changing: "Not formatted: others are typing. Try again in a moment.",
      unreadable: (line: number | null) =>
        line === null
          ? "Not formatted: the code has a syntax error."
          : `Not formatted: the code has a syntax error in line ${line}.`,
      none: (language: string) => `There is no formatter for ${language}.`,
      unavailable: "The formatter could not be loaded. Check the connection and try again.",
      loading: "Loading the formatter",
    },
  },
};
