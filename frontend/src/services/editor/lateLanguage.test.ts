// @vitest-environment jsdom
/** Files that are no programs of the session's language are highlighted, too, as soon as their highlighting is there. */
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { expect, test, vi } from "vitest";
import { newText, openEditor } from "./testing/editors";

/** What the text is known to be made of; nothing of plain text. */
function partsOf(state: EditorState): string[] {
  const names: string[] = [];
  syntaxTree(state).iterate({ enter: ({ name }) => void names.push(name) });
  return names;
}

test.each([
  ["css", "b { color: red }", "PropertyName"],
  ["json", '{"a": [1, true]}', "number"],
  ["html", "<b>x</b>", "TagName"],
])("%s is highlighted", async (language, text, part) => {
  const { view } = await openEditor(newText(text), { language });
  await vi.waitFor(() => expect(partsOf(view.state)).toContain(part));
});
