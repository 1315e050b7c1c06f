// @vitest-environment jsdom
/** No change of the editor addresses half a character. */
import { EditorSelection } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { beforeAll, describe, expect, it } from "vitest";
import type * as Y from "yjs";
import type { SharedText } from "../collab/types";
import { newText, nextFrame, openEditor, press, sharedPair } from "./testing/editors";
import { pretendLayout } from "./testing/layout";

beforeAll(pretendLayout);

const GRIN = "😀";
const LAUGH = "😁";
const [HIGH = "", GRIN_LOW = ""] = GRIN.split("");
const LAUGH_LOW = LAUGH[1] ?? "";

interface Change {
  readonly retained: string;
  readonly inserted: string;
  readonly deleted: string;
}

/** The changes of the shared text, as replicas hear of them: what each touches, in UTF-16 units. */
function changesOf(text: SharedText): Change[] {
  const changes: Change[] = [];
  let before = text.content.toString();
  text.content.observe((event: Y.YTextEvent) => {
    let at = 0;
    for (const { retain, insert, delete: deleted } of event.delta) {
      const removed = before.slice(at, at + (deleted ?? 0));
      const inserted = typeof insert === "string" ? insert : "";
      if (retain === undefined) changes.push({ retained: before.slice(0, at), inserted, deleted: removed });
      at += retain ?? removed.length;
    }
    before = text.content.toString();
  });
  return changes;
}

function expectWhole(changes: readonly Change[]): void {
  expect(changes.length).toBeGreaterThan(0);
  for (const parts of changes) for (const part of Object.values(parts)) expect(part.isWellFormed()).toBe(true);
}

describe("[GU13] a change", () => {
  it.each<[string, string, { from: number; to: number; insert: string }, string]>([
    ["an emoji for another with the same first half", `a${GRIN}b`, { from: 2, to: 3, insert: LAUGH_LOW }, `a${LAUGH}b`],
    ["an emoji that is all there is", GRIN, { from: 1, to: 2, insert: LAUGH_LOW }, LAUGH],
    ["an emoji before its like", GRIN, { from: 1, to: 1, insert: LAUGH_LOW + HIGH }, LAUGH + GRIN],
    ["an emoji behind its like", GRIN, { from: 1, to: 1, insert: GRIN_LOW + HIGH }, GRIN + GRIN],
    ["one of two away", GRIN + LAUGH, { from: 1, to: 3, insert: "" }, LAUGH],
    ["first half for first half", "a\u{1F600}b", { from: 1, to: 2, insert: "\ud83e" }, "a\u{1FA00}b"],
  ])("that puts %s reaches the shared text whole", async (_what, before, change, after) => {
    const [ada, bob] = sharedPair(before);
    const { view } = await openEditor(ada);
    const changes = changesOf(bob);
    view.dispatch({ changes: change, userEvent: "input.type" });
    expect(view.state.doc.toString()).toBe(after);
    expect(bob.content.toString()).toBe(after);
    expectWhole(changes);
  });

  it("of two halves of one text is made of both", async () => {
    const [ada, bob] = sharedPair(GRIN + GRIN);
    const { view } = await openEditor(ada);
    const changes = changesOf(bob);
    view.dispatch({
      changes: [
        { from: 1, to: 2, insert: LAUGH_LOW },
        { from: 3, to: 4, insert: LAUGH_LOW },
      ],
      userEvent: "input.type",
    });
    expect(bob.content.toString()).toBe(LAUGH + LAUGH);
    expectWhole(changes);
  });

  it("that leaves half a character alone shows that there is none", async () => {
    const [ada, bob] = sharedPair(`a${GRIN}b`);
    const { view } = await openEditor(ada);
    view.dispatch({ changes: { from: 2, to: 3 }, userEvent: "delete.backward" });
    view.dispatch({ changes: { from: 0, insert: HIGH }, userEvent: "input.paste" });
    expect(view.state.doc.toString()).toBe("\ufffda\ufffdb");
    expect(bob.content.toString()).toBe("\ufffda\ufffdb");
  });

  it("of whole characters stays as it is, with its caret", async () => {
    const [ada, bob] = sharedPair(`a${GRIN}b`);
    const { view } = await openEditor(ada);
    const changes = changesOf(bob);
    view.dispatch({ changes: { from: 3, to: 4, insert: "c" }, selection: { anchor: 4 }, userEvent: "input.type" });
    expect(changes).toMatchObject([{ deleted: "b" }, { inserted: "c" }]);
    expect(view.state.selection.main.head).toBe(4);
  });

  it("keeps its caret, and is taken back whole", async () => {
    const [ada, bob] = sharedPair(`a${GRIN}b`);
    const { view } = await openEditor(ada);
    view.dispatch({
      changes: { from: 2, to: 3, insert: LAUGH_LOW },
      selection: { anchor: 3 },
      userEvent: "input.type.compose",
    });
    expect(view.state.selection.main.head).toBe(3);
    const changes = changesOf(bob);
    expect(press(view, "z", { ctrlKey: true })).toBe(true);
    expect(bob.content.toString()).toBe(`a${GRIN}b`);
    expectWhole(changes);
  });

  it("that the browser made of the DOM is whole too", async () => {
    const [ada, bob] = sharedPair(`a${GRIN}b`);
    const { view } = await openEditor(ada);
    const changes = changesOf(bob);
    view.focus();
    replaceInDom(view, `a${LAUGH}b`);
    await nextFrame();
    expect(bob.content.toString()).toBe(`a${LAUGH}b`);
    expectWhole(changes);
  });
});

/** Changes the first line's text as an input method does, behind the editor's back. */
function replaceInDom(view: EditorView, text: string): void {
  const node = view.contentDOM.querySelector(".cm-line")?.firstChild;
  if (!(node instanceof globalThis.Text)) throw new Error("The line is not one piece of text.");
  node.data = text;
  node.ownerDocument.getSelection()?.collapse(node, 3);
}

describe("a selection", () => {
  const select = async (anchor: number, head: number) => {
    const { view } = await openEditor(newText(`a${GRIN}b${GRIN}`));
    view.dispatch({ selection: EditorSelection.range(anchor, head) });
    const { main } = view.state.selection;
    return [main.anchor, main.head];
  };

  it("takes in the characters that it touches, in its own direction", async () => {
    expect(await select(2, 5)).toEqual([1, 6]);
    expect(await select(5, 2)).toEqual([6, 1]);
    expect(await select(1, 3)).toEqual([1, 3]);
  });

  it("that is a caret stands behind the character that it would split", async () => {
    expect(await select(2, 2)).toEqual([3, 3]);
  });
});
