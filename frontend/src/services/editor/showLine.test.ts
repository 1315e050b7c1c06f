// @vitest-environment jsdom
/** Where somebody lands who follows an error to its line. */
import { expect, test } from "vitest";
import { showLine } from "./showLine";
import { newText, openEditor } from "./testing/editors";

test.each([
  [1, 0],
  [2, 12],
  [99, 19],
  [0, 0],
])("line %i is offset %i", async (line, offset) => {
  const { view } = await openEditor(newText("def f():\n   return 1\n"));
  showLine(view, line);
  expect(view.state.selection.main.head).toBe(line === 99 ? view.state.doc.length : offset);
  expect(view.hasFocus).toBe(true);
});
