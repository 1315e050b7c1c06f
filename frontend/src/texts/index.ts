/** Every sentence that the page says, in the language that the person reads. docs/translating.md has the steps for one more. */
import { english } from "./english";
import { german } from "./german";
import type { Said } from "./shape";

/** What a language must say. A missing sentence, or one that takes other values, does not compile. */
export type Texts = Said<typeof english>;

const DICTIONARIES = { en: english, de: german } satisfies Readonly<Record<string, Texts>>;

export type InterfaceLanguage = keyof typeof DICTIONARIES;

/** What each language calls itself, in the order of a choice between them. */
export const INTERFACE_LANGUAGES: Readonly<Record<InterfaceLanguage, string>> = { en: "English", de: "Deutsch" };

/** The sentences in the language of the moment. Read them when they are shown: a copy does not follow a change. */
export let texts: Texts = english;

let spoken: InterfaceLanguage = "en";
let locale = "en";
const listeners = new Set<() => void>();

/** The first of the languages that somebody wants which the page speaks, else English. */
export function pickInterfaceLanguage(wanted: readonly string[]): InterfaceLanguage {
  for (const tag of wanted) {
    const language = languageOf(tag);
    if (isInterfaceLanguage(language)) return language;
  }
  return "en";
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

export function isInterfaceLanguage(language: string): language is InterfaceLanguage {
  return Object.hasOwn(DICTIONARIES, language);
}

/** Changes the language of the page. `wanted` are the person's own locales, which say how dates and numbers are written. */
export function speak(language: InterfaceLanguage, wanted: readonly string[] = []): void {
  spoken = language;
  texts = DICTIONARIES[language];
  locale = wanted.find((tag) => languageOf(tag) === language) ?? language;
  for (const listener of listeners) listener();
}

/** The language of the moment. */
export function spokenLanguage(): InterfaceLanguage {
  return spoken;
}

/** For Intl: the language of the moment, as it is written where the person is. */
export function formatLocale(): string {
  return locale;
}

/** Tells of each change of the language; what is returned ends that. */
export function subscribeLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
