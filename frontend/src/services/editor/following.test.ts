// @vitest-environment jsdom
/** Following somebody's caret, what ends it, and what of theirs goes into the code. */
import type { EditorView } from "@codemirror/view";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SharedText } from "../collab/types";
import { writeCursor } from "./cursors";
import { followParticipant } from "./following";
import { insertComment } from "./insertComment";
import { nextFrame, openEditor, press, sharedPair, typeInto } from "./testing/editors";
import { pretendLayout } from "./testing/layout";

beforeAll(pretendLayout);

/** Where the view was asked to scroll to, newest last. */
function watchScrolls(view: EditorView): number[] {
  const places: number[] = [];
  const dispatch = view.dispatch.bind(view);
  vi.spyOn(view, "dispatch").mockImplementation((...specs: unknown[]) => {
    for (const spec of specs as { effects?: { value?: { range?: { head: number } } } }[]) {
      const head = spec.effects?.value?.range?.head;
      if (head !== undefined) places.push(head);
    }
    return (dispatch as (...all: unknown[]) => void)(...specs);
  });
  return places;
}

async function pair() {
  const [ada, ben] = sharedPair("line\n".repeat(50));
  const { view } = await openEditor(ada);
  const places = watchScrolls(view);
  const onEnd = vi.fn();
  const moveBen = (text: SharedText, at: number) => {
    text.awareness.setLocalState({
      user: { id: "p-ben", name: "Ben", color: "c1" },
      cursor: writeCursor(text.content, at, at),
    });
    return nextFrame();
  };
  await moveBen(ben, 3);
  const stop = followParticipant({ text: ada, participantId: "p-ben", view: () => view, onEnd });
  await nextFrame();
  return { ada, ben, view, places, onEnd, stop, moveBen: (at: number) => moveBen(ben, at) };
}

describe("following", () => {
  it("[PR9] goes where the caret is and wherever it moves, until it is ended", async () => {
    const { places, moveBen, stop } = await pair();
    await moveBen(200);
    stop();
    await moveBen(10);
    expect([places[0], places.at(-1)]).toEqual([3, 200]);
  });

  it.each([
    ["Escape", (view: EditorView) => void press(view, "Escape")],
    ["a letter", (view: EditorView) => void press(view, "x")],
    ["the wheel", (view: EditorView) => void view.contentDOM.dispatchEvent(new Event("wheel", { bubbles: true }))],
    ["a finger", (view: EditorView) => void view.contentDOM.dispatchEvent(new Event("touchmove", { bubbles: true }))],
    ["the scroll bar", (view: EditorView) => void view.scrollDOM.dispatchEvent(new Event("pointerdown"))],
  ])("[PR9] ends by %s", async (_, act) => {
    const { view, onEnd, stop } = await pair();
    act(view);
    expect(onEnd).toHaveBeenCalled();
    stop();
  });

  it("does not end by a modifier, by others' typing, or by keys elsewhere on the page", async () => {
    const { view, ben, onEnd, stop } = await pair();
    press(view, "Shift");
    ben.content.insert(0, "theirs");
    const elsewhere = document.body.appendChild(document.createElement("input"));
    elsewhere.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    expect(onEnd).not.toHaveBeenCalled();
    stop();
    elsewhere.remove();
  });
});

describe("a line that is inserted", () => {
  it.each([
    ["python", "    # Why?\n    # Think.\n    x = 1\n"],
    ["javascript", "    // Why?\n    // Think.\n    x = 1\n"],
  ])("is a comment of %s above the caret, and one step of undo", async (language, expected) => {
    const [ada] = sharedPair();
    const { view } = await openEditor(ada, { language });
    typeInto(view, 0, "    x = 1\n");
    view.dispatch({ selection: { anchor: 6 } });
    insertComment(view, "Why?\nThink.");
    expect(ada.content.toString()).toBe(expected);
    expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe("    x = 1");
  });
});
