/** Emacs' keys. Loaded when somebody chooses them. Undo is the shared text's: it takes back one's own edits only. */
import type { Extension } from "@codemirror/state";
import { EmacsHandler, emacs } from "@replit/codemirror-emacs";
import { bringBack, takeBack } from "./binding";

// The package asks CodeMirror's history, which a shared text has not.
EmacsHandler.bindKey("C-/|C-x u|S-C--|C-z", takeBack);
EmacsHandler.bindKey("S-C-/|S-C-x u|C--|S-C-z", bringBack);

export const keys: Extension = emacs();
