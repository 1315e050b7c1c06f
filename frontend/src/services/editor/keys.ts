/** The editor's keys. Run and Save win over everything; Tab indents, but Escape and then Tab leaves. */
import { closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { foldKeymap } from "@codemirror/language";
import { openSearchPanel, searchKeymap } from "@codemirror/search";
import { type Extension, Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { withoutBrowserKeys } from "./browserKeys";

/** What the page does when a key of its own is pressed in the editor. */
export interface EditorActions {
  /** Ctrl/Cmd+Enter, Ctrl/Cmd+'. The editor keeps the focus. */
  readonly onRun: () => void;
  /** Ctrl/Cmd+S. */
  readonly onSave: () => void;
  /** Shift+Alt+Y. */
  readonly onFormat: () => void;
}

export function editorKeys({ onRun, onSave, onFormat }: EditorActions): Extension {
  const pressed = (act: () => void) => () => {
    act();
    return true;
  };
  return [
    // CodeMirror itself has Mod-Enter: it inserts a blank line.
    Prec.highest(
      keymap.of([
        { key: "Mod-Enter", run: pressed(onRun) },
        { key: "Mod-'", run: pressed(onRun) },
        { key: "Mod-s", run: pressed(onSave) },
        { key: "Shift-Alt-y", run: pressed(onFormat) },
      ]),
    ),
    // After Escape the editor lets Tab go before any of these keys are asked (leaving.ts).
    keymap.of([
      { key: "Shift-Alt-f", run: openSearchPanel },
      ...withoutBrowserKeys([...closeBracketsKeymap, ...searchKeymap, ...foldKeymap, ...defaultKeymap]),
      indentWithTab,
    ]),
  ];
}
