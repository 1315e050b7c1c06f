/** Completion by words where nothing knows the language: those of the text and those of the language itself. */
import { type CompletionSource, completeAnyWord, completeFromList, ifNotIn } from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { KEYWORDS } from "./keywords";

/** Nothing is offered within comments and strings but words of the text. */
const PROSE = ["comment", "string"];

function keywordsOf(language: string): CompletionSource[] {
  const words = KEYWORDS[language];
  if (words === undefined) return [];
  return [ifNotIn(PROSE, completeFromList(words.map((label) => ({ label, type: "keyword" }))))];
}

export function wordCompletion(language: string): Extension {
  const data = [completeAnyWord, ...keywordsOf(language)].map((autocomplete) => ({ autocomplete }));
  return EditorState.languageData.of(() => data);
}
