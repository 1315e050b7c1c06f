/** What a person chooses for themselves, the list of commands, the keys, and what the editor says. */
import type { KeymapName, Theme } from "../../services/settings/settings";

export const settings = {
  /** What is written on keys. */
  keys: { control: "Ctrl", shift: "Shift", alt: "Alt", enter: "Enter", escape: "Esc", tab: "Tab", space: "Space" },

  settings: {
    open: "Settings",
    menu: "Settings…",
    explain: "For you alone, remembered in this browser.",
    close: "Close settings",
    theme: "Theme",
    themes: {
      system: "As the system",
      light: "Light",
      dark: "Dark",
      contrast: "High contrast",
    } satisfies Record<Theme, string>,
    language: "Language of the page",
    languageOfBrowser: "As the browser",
    fontSize: "Size of code",
    pixels: (size: string) => `${size} px`,
    tabWidth: "Tab width",
    tabOfLanguage: "As the code's language",
    spaces: (count: string) => `${count} spaces`,
    keymap: "Keys of the editor",
    keymaps: { default: "Usual", vim: "Vim", emacs: "Emacs" } satisfies Record<KeymapName, string>,
    keymapNote: "Vim and Emacs bring keys of their own, also some that are the browser's otherwise.",
    autocomplete: "Suggest names while typing",
    closeBrackets: "Close brackets and quotes",
    lineWrap: "Wrap long lines",
  },

  palette: {
    open: "All commands",
    menu: "All commands…",
    search: "Search for a command",
    none: "No command is called that.",
    commands: {
      run: "Run the code",
      runWithSteps: "Run the code with steps",
      stop: "Stop the run",
      save: "Is it saved?",
      find: "Find in the code",
      focusEditor: "Go to the code",
      focusOutput: "Go to the output",
      theme: (theme: string) => `Theme: ${theme}`,
      keymap: (keymap: string) => `Keys: ${keymap}`,
      toggle: (setting: string, isOn: boolean) => `${setting}: ${isOn ? "off" : "on"}`,
      codeLanguage: (language: string) => `Switch to ${language}`,
    },
  },

  shortcuts: {
    open: "Keys",
    menu: "Keys…",
    explain: "All other keys are your browser's, with the usual ones for text in the editor.",
    close: "Close",
    inRoom: "In the room",
    inEditor: "In the editor",
    inReplay: "In the replay",
    keys: "Keys",
    does: "What they do",
    run: "Run the code; where it asks, go to its question",
    save: "Say whether everything is saved",
    palette: "All commands",
    sheet: "These keys, outside of text fields",
    undo: "Take back your own last edit",
    redo: "Make it again",
    comment: "Comment or uncomment lines",
    find: "Find and replace",
    indent: "Indent, and back",
    leave: "Leave the editor, forwards or backwards",
    moveLine: "Move the line up or down",
    complete: "Suggest a name",
    play: "Play or pause",
    step: "One entry back or on",
  },

  editor: {
    name: (language: string) => `Code, ${language}. Press Escape, then Tab, to leave the editor.`,
    leaving: "Tab now leaves the editor; any other key stays.",
    /** CodeMirror's own words, by the English ones that it asks for. */
    phrases: {} as Readonly<Record<string, string>>,
  },
};
