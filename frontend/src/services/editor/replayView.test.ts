/** @vitest-environment jsdom */
/** The view that only shows. */
import { afterEach, expect, test } from "vitest";
import { createReplayView, differenceOf, type ReplayView } from "./replayView";

const open: ReplayView[] = [];
afterEach(() => {
  for (const view of open.splice(0)) view.dispose();
  document.body.replaceChildren();
});

function show(text: string, mark: Parameters<ReplayView["show"]>[1]): HTMLElement {
  const view = createReplayView(document.body, {
    language: "python",
    dark: false,
    fontSize: 14,
    empty: "Nothing yet.",
  });
  open.push(view);
  view.show(text, mark, false);
  return document.body;
}

test.each([
  ["", "abc", { from: 0, to: 0, insert: "abc" }],
  ["abc", "abXc", { from: 2, to: 2, insert: "X" }],
  ["abXc", "abc", { from: 2, to: 3, insert: "" }],
  ["aa", "aaa", { from: 2, to: 2, insert: "a" }],
  ["head old tail", "head new tail", { from: 5, to: 8, insert: "new" }],
])("from %j to %j it changes only what differs", (before, after, changes) => {
  expect(differenceOf(before, after)).toEqual({ changes });
});

test("what is equal is not changed", () => {
  expect(differenceOf("same", "same")).toEqual({});
});

test("what was written last is marked in its author's colour, up to a caret", () => {
  const page = show("def f", { from: 3, to: 5, color: "c4", name: "Lin" });
  const mark = page.querySelector<HTMLElement>(".cm-replayChange");
  expect(mark?.textContent).toBe(" f");
  expect(mark?.getAttribute("style")).toContain("var(--participant-c4)");
  expect(page.querySelector<HTMLElement>(".cm-replayCaret")?.dataset.author).toBe("Lin");
});

test("where something was deleted there is only a caret", () => {
  const page = show("def", { from: 1, to: 1, color: "c4", name: "Lin" });
  expect(page.querySelector(".cm-replayChange")).toBeNull();
  expect(page.querySelector(".cm-replayCaret")).not.toBeNull();
});

test("a colour that is no entry of the palette never reaches a style", () => {
  const page = show("x", { from: 0, to: 1, color: "red; background: url(//x)", name: "Eve" });
  expect(page.innerHTML).not.toContain("url(");
});

test("the text can be read and copied, not changed", () => {
  const content = show("x", null).querySelector(".cm-content");
  expect(content?.getAttribute("aria-readonly")).toBe("true");
  expect(content?.getAttribute("aria-label")).toContain("Python");
});

test("an empty text says that it is empty", () => {
  expect(show("", null).querySelector(".cm-placeholder")?.textContent).toBe("Nothing yet.");
});
