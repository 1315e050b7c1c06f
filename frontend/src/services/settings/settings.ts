/** What a person has chosen for themselves in this browser. Nobody else sees it, and no session holds it. */
import { readRecord } from "../../api/shape";
import { INTERFACE_LANGUAGES, type InterfaceLanguage, isInterfaceLanguage } from "../../texts";
import { type BrowserStore, browserStore } from "../collab/browserStore";

export const THEMES = ["system", "light", "dark", "contrast"] as const;
/** Of the code and its output, in CSS pixels where the browser's own text size is not changed. */
export const FONT_SIZES = [12, 13, 14, 16, 18, 20, 24] as const;
/** `language`: as the language of the code has it. */
export const TAB_WIDTHS = ["language", 2, 4, 8] as const;
export const KEYMAPS = ["default", "vim", "emacs"] as const;
export const LANGUAGE_CHOICES: readonly LanguageChoice[] = [
  "browser",
  ...Object.keys(INTERFACE_LANGUAGES).filter(isInterfaceLanguage),
];

export type Theme = (typeof THEMES)[number];
export type FontSize = (typeof FONT_SIZES)[number];
export type TabWidth = (typeof TAB_WIDTHS)[number];
export type KeymapName = (typeof KEYMAPS)[number];
/** `browser`: the first of the browser's languages that the page speaks. */
export type LanguageChoice = "browser" | InterfaceLanguage;

export interface Settings {
  readonly theme: Theme;
  readonly language: LanguageChoice;
  readonly fontSize: FontSize;
  readonly tabWidth: TabWidth;
  readonly keymap: KeymapName;
  readonly autocomplete: boolean;
  readonly closeBrackets: boolean;
  readonly lineWrap: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  language: "browser",
  fontSize: 14,
  tabWidth: "language",
  keymap: "default",
  autocomplete: true,
  closeBrackets: true,
  lineWrap: false,
};

const KEY = "settings";

export class SettingsStore {
  #current: Settings;
  readonly #listeners = new Set<() => void>();
  readonly #store: BrowserStore;

  constructor(store: BrowserStore) {
    this.#store = store;
    this.#current = this.#read();
  }

  /** The settings of now; the same object until one of them changes. */
  snapshot(): Settings {
    return this.#current;
  }

  change(wish: Partial<Settings>): void {
    this.#take({ ...this.#current, ...wish });
    this.#store.write(KEY, this.#current);
  }

  /** Takes over what another tab of this browser has chosen. */
  readAgain(): void {
    this.#take(this.#read());
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #take(settings: Settings): void {
    this.#current = settings;
    for (const listener of this.#listeners) listener();
  }

  #read(): Settings {
    return this.#store.read(KEY, readSettings, DEFAULT_SETTINGS);
  }
}

/** The settings of this browser. */
export const settings = new SettingsStore(browserStore);

/** Each setting by itself: one that this version does not know must not take the others along. */
function readSettings(value: unknown): Settings {
  const record = readRecord(value);
  const { theme, language, fontSize, tabWidth, keymap, autocomplete, closeBrackets, lineWrap } = DEFAULT_SETTINGS;
  return {
    theme: among(THEMES, record.theme, theme),
    language: among(LANGUAGE_CHOICES, record.language, language),
    fontSize: among(FONT_SIZES, record.fontSize, fontSize),
    tabWidth: among(TAB_WIDTHS, record.tabWidth, tabWidth),
    keymap: among(KEYMAPS, record.keymap, keymap),
    autocomplete: truth(record.autocomplete, autocomplete),
    closeBrackets: truth(record.closeBrackets, closeBrackets),
    lineWrap: truth(record.lineWrap, lineWrap),
  };
}

function among<T>(allowed: readonly T[], value: unknown, fallback: T): T {
  return allowed.find((candidate) => candidate === value) ?? fallback;
}

function truth(value: unknown, fallback: boolean): boolean {
  return typeof value === "boolean" ? value : fallback;
}
