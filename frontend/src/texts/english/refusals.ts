/** What the server refused, by the code that it gives. */
export const refusals = {
  refusals: {
    known: {
      SESSION_NOT_FOUND: "There is no such session.",
      SESSION_ENDED: "The session has ended; it is read-only.",
      LANGUAGE_NOT_OFFERED: "This server does not offer that language.",
      NOT_ALLOWED: "Your link does not let you do this.",
      LOCKED: "A host has locked this. What you typed meanwhile is kept and comes in when it is unlocked.",
      FILE_NAME_TAKEN: "There is a file of that name already, or it is the name of a language's own file.",
      FILE_GONE: "This file was removed.",
      TOO_MANY_FILES: "This session has as many files as it may have; remove or rename one.",
      LINK_REPLACED: "This link was replaced by another one; ask whoever invited you for it.",
      REMOVED: "A host has removed you from this session.",
      NOT_LET_IN: "A host has closed the door of this session; nobody has let you in yet.",
      TOKEN_REQUIRED: "Sessions are started here only with this server's token.",
      TOO_MANY_REQUESTS: "That was asked for too often just now; try again in a moment.",
      SERVER_FULL: "The server holds as many sessions as it takes; try again in a moment.",
      STORAGE_UNAVAILABLE: "The server's storage does not answer, so nothing can be changed for the moment.",
      LOG_DAMAGED: "A part of this session's record cannot be read; it is read-only until it is repaired.",
      BODY_TOO_LARGE: "That is more than the server takes at once.",
      UNEXPECTED_ANSWER: "The server's answer was not understood. Reload to get the page that belongs to it.",
    },
    /** The server names the fault in its own words. */
    fault: (message: string) => `The server could not take this: ${message}`,
    status: (status: string) => `Something on the way answered with the status ${status}.`,
  },
};
