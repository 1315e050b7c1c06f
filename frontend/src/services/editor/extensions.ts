/** Everything a view of a shared text is made of. The view is made once; what changes goes through compartments. */
import { bracketMatching, foldGutter, indentOnInput } from "@codemirror/language";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import * as Y from "yjs";
import { texts } from "../../texts";
import type { Limits, SharedText } from "../collab/types";
import type { Beside } from "../help/beside";
import { type HelpStatus, LanguageHelp } from "../help/languageHelp";
import { bindText } from "./binding";
import { errorLine } from "./errorLine";
import { switchKeymaps } from "./keymaps";
import { type EditorActions, editorKeys } from "./keys";
import { languageExtension, languageLabel } from "./languages";
import { escapeLeaves } from "./leaving";
import { ownCursor } from "./ownCursor";
import { plainReplacing } from "./plainReplacing";
import { type Preferences, preferred, suggesting } from "./preferences";
import { remoteCarets } from "./remoteCarets";
import { lineEnds, noExchange, pasteLock, textLimit } from "./textLimit";
import { darkness, theme } from "./theme";
import { wholeCharacters } from "./wholeCharacters";

export interface EditorOptions extends EditorActions {
  readonly text: SharedText;
  /** The server's id of the language. */
  readonly language: string;
  readonly readOnly: boolean;
  readonly dark: boolean;
  /** Which keymap it names is loaded when `setPreferences` is called. */
  readonly preferences: Preferences;
  /** Asked at each change, as the server may tell other limits. */
  readonly limits: () => Limits;
  /** A change was refused because the text may not be longer. */
  readonly onLimit: () => void;
  /** Whether a host has locked pasting; asked at each paste. */
  readonly isPasteLocked?: () => boolean;
  /** Something pasted was refused. */
  readonly onPasteRefused?: () => void;
  /** Of the file that the text is; help while typing knows it by that. */
  readonly fileName: string;
  /** The session's other files. */
  readonly beside: Beside;
  /** How far help while typing is. */
  readonly onHelp: (status: HelpStatus) => void;
  /** Escape was pressed: Tab leaves the editor until another key is pressed. */
  readonly onEscape: () => void;
}

/** One text's editor. Make it once for each `SharedText`, and dispose of it with the last view. */
export interface EditorSetup {
  /** The same array for the setup's whole life, for the wrapper's `extensions`. */
  readonly extensions: Extension[];
  readonly help: LanguageHelp;
  setLanguage(view: EditorView, language: string): void;
  setReadOnly(view: EditorView, readOnly: boolean): void;
  setDark(view: EditorView, dark: boolean): void;
  /** Also loads the keymap; until it is there, the keys stay as they are. */
  setPreferences(view: EditorView, preferences: Preferences): void;
  /** Whether a host lets this person have suggestions and other help. */
  setHelpAllowed(view: EditorView, isAllowed: boolean): void;
  /** Whether help while typing has to wait with its loading, as somebody waits for a run. */
  setHelpHeld(isHeld: boolean): void;
  /** Takes the words of the page's language. */
  setWords(view: EditorView): void;
  /** Forgets the undo history. Safe to call twice. */
  dispose(): void;
}

/**
 * For `<CodeMirror {...reactCodeMirrorProps} extensions={setup.extensions} onCreateEditor={…} />`: everything comes from the
 * extensions. Never pass `value`: the wrapper would make the shared text equal to it.
 */
export const reactCodeMirrorProps = { basicSetup: false, indentWithTab: false, theme: "none", height: "100%" } as const;

export function createExtensions(options: EditorOptions): EditorSetup {
  const { text, limits, onLimit, isPasteLocked = () => false, onPasteRefused = () => undefined } = options;
  const language = new Compartment();
  const readOnly = new Compartment();
  const dark = new Compartment();
  const preferences = new Compartment();
  const words = new Compartment();
  const suggestions = new Compartment();
  let suggests = { preferences: options.preferences, isAllowed: true };
  const help = new LanguageHelp({
    ...options,
    isWanted: () => suggests.preferences.autocomplete,
    onStatus: options.onHelp,
  });
  const suggest = (view: EditorView, change: Partial<typeof suggests>): void => {
    suggests = { ...suggests, ...change };
    const { preferences, isAllowed } = suggests;
    view.dispatch({ effects: suggestions.reconfigure(suggesting(preferences, isAllowed)) });
  };
  const keymaps = switchKeymaps();
  // Nothing is tracked but what the binding adds as its own: the typing of this editor.
  const undoManager = new Y.UndoManager(text.content, { trackedOrigins: new Set() });
  const extensions: Extension[] = [
    escapeLeaves({ sentence: () => texts.editor.leaving, announce: options.onEscape }),
    keymaps.extension,
    editorKeys(options),
    preferences.of(preferred(options.preferences)),
    suggestions.of(suggesting(options.preferences, true)),
    help.extension,
    words.of(EditorState.phrases.of(texts.editor.phrases)),
    lineEnds,
    plainReplacing,
    // Asked last of the three: widened, a change may seem to exchange the whole document.
    wholeCharacters,
    noExchange,
    pasteLock(isPasteLocked, onPasteRefused),
    textLimit(() => limits().textLength, onLimit),
    bindText(text.content, undoManager),
    ownCursor(text),
    remoteCarets(text),
    language.of(inLanguage(options.language)),
    readOnly.of(whetherReadOnly(options.readOnly)),
    dark.of(darkness(options.dark)),
    comforts,
    theme,
  ];
  return {
    extensions,
    help,
    setLanguage: (view, id) => view.dispatch({ effects: language.reconfigure(inLanguage(id)) }),
    setReadOnly: (view, isReadOnly) => view.dispatch({ effects: readOnly.reconfigure(whetherReadOnly(isReadOnly)) }),
    setPreferences: (view, wish) => {
      view.dispatch({ effects: preferences.reconfigure(preferred(wish)) });
      suggest(view, { preferences: wish });
      keymaps.choose(view, wish.keymap);
    },
    setHelpAllowed: (view, isAllowed) => {
      help.setAllowed(isAllowed);
      suggest(view, { isAllowed });
    },
    setHelpHeld: (isHeld) => help.setHeld(isHeld),
    setWords: (view) => view.dispatch({ effects: words.reconfigure(EditorState.phrases.of(texts.editor.phrases)) }),
    setDark: (view, isDark) => view.dispatch({ effects: dark.reconfigure(darkness(isDark)) }),
    dispose: () => {
      keymaps.dispose();
      help.dispose();
      undoManager.destroy();
    },
  };
}

const comforts: Extension = [
  lineNumbers(),
  errorLine,
  highlightActiveLineGutter(),
  foldGutter(),
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
];

function inLanguage(id: string): Extension {
  return [
    languageExtension(id),
    EditorView.contentAttributes.of({
      // A contenteditable takes the focus anyway; tools that check pages only believe it when it is written.
      tabindex: "0",
      "aria-label": texts.editor.name(languageLabel(id)),
    }),
  ];
}

/** Reading keeps focus, selection and copying. */
function whetherReadOnly(isReadOnly: boolean): Extension {
  return [
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ "aria-readonly": String(isReadOnly) }),
  ];
}
