/** Which of many suggestions go to the page: it must read them between two keys. */
import type { CompletionItem, CompletionList } from "./lsp";

/** More than a person looks through; what is missing comes when more is typed. */
export const MAX_SUGGESTIONS = 100;

/** The word that is being typed at the end of a line's part. */
export const wordBefore = (text: string): string => /[\p{ID_Continue}$]*$/u.exec(text)?.[0] ?? "";

/** How well a name fits what is typed; lower is better, `null` not at all. */
function rank(name: string, word: string): number | null {
  const at = name.indexOf(word);
  if (at === 0) return 0;
  const small = name.toLowerCase();
  const smallWord = word.toLowerCase();
  if (small.startsWith(smallWord)) return 1;
  if (small.includes(smallWord)) return 2;
  let from = 0;
  for (const letter of smallWord) {
    from = small.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 3;
}

/** At most {@link MAX_SUGGESTIONS} of those that fit, the best first. */
export function chooseSuggestions(items: readonly CompletionItem[], word: string): CompletionList {
  const fitting = items.flatMap((item) => {
    const points = rank(item.filterText ?? item.label, word);
    return points === null ? [] : [{ item, points }];
  });
  const isIncomplete = fitting.length > MAX_SUGGESTIONS;
  if (isIncomplete) {
    const key = ({ sortText, label }: CompletionItem): string => sortText ?? label;
    fitting.sort((a, b) => a.points - b.points || (key(a.item) < key(b.item) ? -1 : 1));
  }
  return { isIncomplete, items: fitting.slice(0, MAX_SUGGESTIONS).map(({ item }) => item) };
}
