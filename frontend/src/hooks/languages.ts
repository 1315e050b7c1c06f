/** The languages that a person may choose here, and finding one by a few letters. */
import { useEffect, useState } from "react";
import { fetchLanguages } from "../api";
import type { LanguageEntry } from "../services/runtimes/contract";
import { LANGUAGES } from "../services/runtimes/registry";

/** Asked once for as long as the page is open; forgotten where the server did not answer. */
let asked: Promise<readonly string[]> | null = null;

function askOnce(): Promise<readonly string[]> {
  asked ??= fetchLanguages().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** Those that whoever runs this server offers; all of them until the server has answered. */
export function useOfferedLanguages(): readonly LanguageEntry[] {
  const [offered, setOffered] = useState<readonly string[] | null>(null);
  useEffect(() => {
    let isShown = true;
    // Without an answer all are shown: the server refuses by itself what it does not offer.
    askOnce().then(
      (ids) => {
        if (isShown) setOffered(ids);
      },
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, []);
  return offered === null ? LANGUAGES : LANGUAGES.filter(({ id }) => offered.includes(id));
}

/** The languages whose name, id or file begins a word with what was typed, one of just that name first; all for nothing. */
export function findLanguages(languages: readonly LanguageEntry[], sought: string): readonly LanguageEntry[] {
  const wanted = sought.trim().toLowerCase();
  if (wanted === "") return languages;
  const isNamed = ({ label }: LanguageEntry): number => Number(label.toLowerCase() === wanted);
  const found = languages.filter(({ id, label, fileName }) =>
    [id, label, fileName.slice(fileName.lastIndexOf(".") + 1), ...label.split(/[^\p{L}\p{N}+#]+/u)].some((word) =>
      word.toLowerCase().startsWith(wanted),
    ),
  );
  return found.sort((one, other) => isNamed(other) - isNamed(one));
}
