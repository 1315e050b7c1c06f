// @vitest-environment jsdom
/** Other people's carets: drawn over the code, moved with it, and harmless whatever they claim. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import type { SharedText } from "../collab/types";
import { placeCursor, readShown, writeCursor } from "./cursors";
import { newText, nextFrame, openEditor, sharedPair, typeInto } from "./testing/editors";
import { pretendLayout } from "./testing/layout";

const user = { id: "p2", name: "Bob", color: "c4" };

beforeAll(pretendLayout);

const caretsOf = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>(".cm-remoteCaret")];
const nameOf = (root: HTMLElement) => root.querySelector<HTMLElement>(".cm-remoteName");

function show(text: SharedText, state: unknown): void {
  text.awareness.setLocalState(state as Record<string, unknown>);
}

describe("a caret on the wire", () => {
  it("stays with its character while others type", () => {
    const [ada, bob] = sharedPair("hello");
    const shown = readShown({ user, cursor: writeCursor(bob.content, 1, 4) });
    ada.content.insert(0, ">> ");
    expect(shown && placeCursor(ada, 2, shown)).toMatchObject({ anchor: 4, head: 7, name: "Bob", color: "c4" });
  });

  it("has a colour of the palette, never CSS", () => {
    const cursor = writeCursor(newText("x").content, 0, 1);
    expect(readShown({ user: { ...user, color: "red;background:url(//evil)" }, cursor })?.color).toBe("c0");
  });

  const id = { client: 1, clock: 0 };
  const end = { type: null, tname: "content", item: null, assoc: 0 };
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a string", "x"],
    ["no user", { cursor: { anchor: end, head: end } }],
    ["no cursor", { user, cursor: null }],
    ["a number for a place", { user, cursor: { anchor: 1, head: 2 } }],
    ["an empty place", { user, cursor: { anchor: {}, head: {} } }],
    ["another root", { user, cursor: { anchor: { ...end, tname: "evil" }, head: end } }],
    ["a root that is no name", { user, cursor: { anchor: { ...end, tname: {} }, head: end } }],
    ["an id without a clock", { user, cursor: { anchor: { ...end, item: { client: 1 } }, head: end } }],
    ["a negative clock", { user, cursor: { anchor: { ...end, item: { client: 1, clock: -1 } }, head: end } }],
    ["a clock that is no number", { user, cursor: { anchor: { ...end, item: { client: 1, clock: "0" } }, head: end } }],
    ["a fractional client", { user, cursor: { anchor: { ...end, item: { client: 1.5, clock: 0 } }, head: end } }],
    ["an unknown item", { user, cursor: { anchor: { ...end, item: id }, head: { ...end, item: id } } }],
    ["an unknown type", { user, cursor: { anchor: { ...end, type: id, tname: null }, head: end } }],
  ])("that is %s shows nothing, makes no root, and throws nothing", (_what, state) => {
    const text = newText("x");
    const shown = readShown(state);
    expect(shown && placeCursor(text, 2, shown)).toBeNull();
    expect([...text.doc.share.keys()]).toEqual(["content"]);
  });

  it("that names an item as if it were a type shows nothing", () => {
    const text = newText("x");
    const type = { client: text.doc.clientID, clock: 0 };
    const place = { type, tname: null, item: null, assoc: 0 };
    const shown = readShown({ user, cursor: { anchor: place, head: place } });
    expect(shown && placeCursor(text, 2, shown)).toBeNull();
  });
});

describe("in the editor", () => {
  it("stands over the code with its name and colour, and takes no clicks", async () => {
    const [ada, bob] = sharedPair("hello");
    const { view } = await openEditor(ada);
    show(bob, { user, cursor: writeCursor(bob.content, 2, 2) });
    await nextFrame();
    const [caret, ...more] = caretsOf(view.dom);
    expect(more).toEqual([]);
    const name = nameOf(view.dom);
    expect(name?.textContent).toBe("Bob");
    for (const drawn of [caret, name]) {
      expect(drawn?.classList.contains("cm-remote-c4")).toBe(true);
      expect(drawn?.closest(".cm-content")).toBeNull();
    }
    expect(view.contentDOM.textContent).toBe("hello");
  });

  it("shows its name again when it moves, not when others' typing shifts it", async () => {
    const [ada, bob] = sharedPair("hello");
    const { view } = await openEditor(ada);
    const look = () => nameOf(view.dom)?.className.match(/cm-remoteName-(odd|even)/)?.[1];
    show(bob, { user, cursor: writeCursor(bob.content, 2, 2) });
    await nextFrame();
    const first = look();
    typeInto(view, 0, "# ");
    await nextFrame();
    expect(look()).toBe(first);
    show(bob, { user, cursor: writeCursor(bob.content, 3, 3) });
    await nextFrame();
    expect(look()).not.toBe(first);
  });

  it("goes when its owner goes", async () => {
    const [ada, bob] = sharedPair("hello");
    const { view } = await openEditor(ada);
    show(bob, { user, cursor: writeCursor(bob.content, 2, 2) });
    await nextFrame();
    show(bob, null);
    await nextFrame();
    expect(caretsOf(view.dom)).toEqual([]);
  });

  it("is there for who opens the editor later", async () => {
    const [ada, bob] = sharedPair("hello");
    show(bob, { user, cursor: writeCursor(bob.content, 0, 5) });
    const { view } = await openEditor(ada);
    await nextFrame();
    expect(caretsOf(view.dom)).toHaveLength(1);
    expect(view.dom.querySelectorAll(".cm-remoteSelection.cm-remote-c4").length).toBeGreaterThan(0);
  });

  it("survives presence that is malformed", async () => {
    const [ada, bob] = sharedPair("hello");
    const { view } = await openEditor(ada);
    for (const cursor of [7, [], { anchor: null }, { anchor: { item: "x" }, head: {} }]) {
      show(bob, { user: 3, cursor });
      await nextFrame();
    }
    show(bob, { user, cursor: writeCursor(bob.content, 1, 1) });
    await nextFrame();
    expect(caretsOf(view.dom)).toHaveLength(1);
    typeInto(view, 0, "still ");
    expect(bob.content.toString()).toBe("still hello");
  });
});

describe("one's own caret", () => {
  const cursorOf = (text: SharedText) => text.awareness.getLocalState()?.cursor;

  it("is shown while one works in the editor, kept on leaving it, and gone with the view", async () => {
    const text = newText("hello");
    const { view } = await openEditor(text);
    view.dispatch({ selection: { anchor: 1 } });
    await nextFrame();
    expect(cursorOf(text)).toBeUndefined();
    view.focus();
    view.dispatch({ selection: { anchor: 2, head: 4 } });
    await nextFrame();
    const shown = readShown({ user, cursor: cursorOf(text) });
    expect(shown && placeCursor(text, 1, shown)).toMatchObject({ anchor: 2, head: 4 });
    view.contentDOM.blur();
    await nextFrame();
    expect(cursorOf(text)).not.toBeNull();
    view.destroy();
    expect(cursorOf(text)).toBeNull();
  });

  it("goes out once a frame, and not again where it stands still", async () => {
    const text = newText("hello");
    const { view } = await openEditor(text);
    view.focus();
    const sent = vi.fn();
    text.awareness.on("update", sent);
    for (let at = 0; at < 5; at++) view.dispatch({ selection: { anchor: at } });
    await nextFrame();
    view.dispatch({ selection: { anchor: 4 } });
    await nextFrame();
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it("is not drawn for oneself", async () => {
    const text = newText("hello");
    const { view } = await openEditor(text);
    const echo = encodeAwarenessUpdate(text.awareness, [text.awareness.clientID]);
    view.focus();
    view.dispatch({ selection: { anchor: 3 } });
    await nextFrame();
    applyAwarenessUpdate(text.awareness, echo, "server");
    await nextFrame();
    expect(caretsOf(view.dom)).toEqual([]);
  });
});
