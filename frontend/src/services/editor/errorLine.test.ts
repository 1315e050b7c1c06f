// @vitest-environment jsdom
/** The line at which a run failed is marked until it is edited, wherever it moves. */
import type { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";
import { markError } from "./errorLine";
import { newText, openEditor, sharedPair } from "./testing/editors";

const CODE = "int main() {\n  int y = = 2;\n}\n";
const ERROR = { line: 2, says: "expected expression" };

const marked = (view: EditorView): string | null => {
  const line = view.contentDOM.querySelector(".cm-error-line");
  const said = line?.querySelector(".cm-error-said")?.textContent ?? "";
  return line === null ? null : (line.textContent ?? "").replace(said, "");
};

test("it is told apart by a mark beside its number, by its title, and by words behind it", async () => {
  const { view } = await openEditor(newText(CODE));
  markError(view, ERROR);
  expect(marked(view)).toBe("  int y = = 2;");
  const line = view.contentDOM.querySelector(".cm-error-line");
  expect(line?.getAttribute("title")).toBe("The run failed here: expected expression");
  expect(line?.querySelector(".cm-error-said")?.textContent).toContain("expected expression");
  const numbers = [...view.dom.querySelectorAll(".cm-lineNumbers .cm-error-number")];
  expect(numbers.map(({ textContent }) => textContent)).toEqual(["2"]);
  expect(view.state.doc.toString()).toBe(CODE);
});

test("it moves with what somebody else types above it, below it and at its ends, and goes when it is edited", async () => {
  const [mine, theirs] = sharedPair(CODE);
  const { view } = await openEditor(mine);
  markError(view, ERROR);
  theirs.content.insert(0, "// one\n// two\n");
  theirs.content.insert(theirs.content.length, "// behind\n");
  theirs.content.insert(theirs.content.toString().indexOf("  int y"), "\n");
  theirs.content.insert(theirs.content.toString().indexOf("2;\n") + 2, "\n");
  expect(marked(view)).toBe("  int y = = 2;");
  theirs.content.delete(theirs.content.toString().indexOf("= 2"), 2);
  expect(marked(view)).toBeNull();
});

test("it is taken away, and a line that is not there is not marked", async () => {
  const { view } = await openEditor(newText(CODE));
  markError(view, { ...ERROR, line: 99 });
  expect(marked(view)).toBeNull();
  markError(view, ERROR);
  markError(view, null);
  expect(marked(view)).toBeNull();
  expect(view.dom.querySelector(".cm-error-number")).toBeNull();
});
