/** What of an editor its person chooses, as extensions. */
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { indentUnit } from "@codemirror/language";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { Settings } from "../settings/settings";
import { sizedCode } from "./theme";

export type Preferences = Pick<
  Settings,
  "fontSize" | "tabWidth" | "keymap" | "autocomplete" | "closeBrackets" | "lineWrap"
>;

/** Everything but the keymap, which may have to be loaded. It must win over what the language says of indentation. */
export function preferred(preferences: Preferences): Extension {
  const { fontSize, tabWidth, closeBrackets: closes, lineWrap } = preferences;
  return [
    sizedCode(fontSize),
    tabWidth === "language" ? [] : [indentUnit.of(" ".repeat(tabWidth)), EditorState.tabSize.of(tabWidth)],
    closes ? closeBrackets() : [],
    lineWrap ? EditorView.lineWrapping : [],
  ];
}

/** The list of suggestions; where a host has switched help off there is none, not even for who asks. */
export function suggesting({ autocomplete }: Preferences, isAllowed: boolean): Extension {
  if (!isAllowed) return [];
  return [
    // Who does not want it while typing can still ask for it. Nothing is chosen until an arrow chooses it, so Enter stays
    // a new line for who types on.
    autocompletion({ activateOnTyping: autocomplete, selectOnOpen: false, defaultKeymap: false }),
    // While the list is open its keys are the list's, not the caret's.
    Prec.highest(keymap.of(completionKeymap)),
  ];
}
