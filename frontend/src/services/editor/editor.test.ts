// @vitest-environment jsdom
/** The editor on a shared text: what goes in, what stays out, and whose typing undo takes back. */
import { completionStatus, selectedCompletionIndex, startCompletion } from "@codemirror/autocomplete";
import { indentUnit } from "@codemirror/language";
import { keymap } from "@codemirror/view";
import { describe, expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../settings/settings";
import { isOfBrowser } from "./browserKeys";
import { newText, openEditor, press, sharedPair, typeInto } from "./testing/editors";

const CTRL = { ctrlKey: true };

describe("the shared text", () => {
  it("is in the view from the start", async () => {
    const { view } = await openEditor(newText("print(1)\n"));
    expect(view.state.doc.toString()).toBe("print(1)\n");
  });

  it("goes both ways", async () => {
    const [ada, bob] = sharedPair("ab");
    const { view } = await openEditor(ada);
    const { view: hers } = await openEditor(bob);
    typeInto(view, 1, "1");
    typeInto(hers, 3, "2");
    expect(view.state.doc.toString()).toBe("a1b2");
    expect(hers.state.doc.toString()).toBe("a1b2");
  });

  it("keeps carriage returns of others as characters, so that places agree", async () => {
    const text = newText("a\r\nb");
    const { view } = await openEditor(text);
    expect(view.state.doc.length).toBe(4);
    typeInto(view, 4, "!");
    expect(text.content.toString()).toBe("a\r\nb!");
  });

  it("is not exchanged by a wrapper with a stale value", async () => {
    const [ada, bob] = sharedPair("everybody's work");
    const { view } = await openEditor(ada);
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: "" } });
    expect(bob.content.toString()).toBe("everybody's work");
  });

  it("is exchanged where a person does it", async () => {
    const text = newText("old");
    const { view } = await openEditor(text);
    view.dispatch({ changes: { from: 0, to: 3, insert: "new" }, userEvent: "input.paste" });
    expect(text.content.toString()).toBe("new");
  });
});

describe("undo", () => {
  it("takes back only one's own edits", async () => {
    const [ada, bob] = sharedPair("x = 1\n");
    const { view } = await openEditor(ada);
    const { view: bobs } = await openEditor(bob);
    typeInto(view, 0, "# mine\n");
    typeInto(bobs, bobs.state.doc.length, "y = 2\n");
    expect(press(view, "z", CTRL)).toBe(true);
    expect(view.state.doc.toString()).toBe("x = 1\ny = 2\n");
    press(view, "z", CTRL);
    press(view, "z", CTRL);
    expect(view.state.doc.toString()).toBe("x = 1\ny = 2\n");
    press(view, "Z", { ctrlKey: true, shiftKey: true });
    expect(bobs.state.doc.toString()).toBe("# mine\nx = 1\ny = 2\n");
  });

  it("does nothing in an editor that may only be read", async () => {
    const text = newText();
    const { view, setup } = await openEditor(text);
    typeInto(view, 0, "kept");
    setup.setReadOnly(view, true);
    press(view, "z", CTRL);
    const gesture = new InputEvent("beforeinput", { inputType: "historyUndo", bubbles: true, cancelable: true });
    view.contentDOM.dispatchEvent(gesture);
    expect(text.content.toString()).toBe("kept");
    expect(gesture.defaultPrevented).toBe(true);
  });
});

describe("keys", () => {
  it.each(["Enter", "'"])("Ctrl and %s run the code, and insert nothing", async (key) => {
    const onRun = vi.fn();
    const text = newText("x");
    const { view } = await openEditor(text, { onRun });
    expect(press(view, key, CTRL)).toBe(true);
    expect(onRun).toHaveBeenCalledOnce();
    expect(text.content.toString()).toBe("x");
  });

  it("Ctrl and S say saved, and keep the browser from saving the page", async () => {
    const onSave = vi.fn();
    const { view } = await openEditor(newText(), { onSave });
    expect(press(view, "s", CTRL)).toBe(true);
    expect(onSave).toHaveBeenCalledOnce();
  });

  it("Tab indents, but after Escape it leaves the editor", async () => {
    const text = newText("x");
    const { view } = await openEditor(text);
    expect(press(view, "Tab")).toBe(true);
    expect(text.content.toString()).toBe("    x");
    press(view, "Escape");
    expect(press(view, "Tab")).toBe(false);
    expect(text.content.toString()).toBe("    x");
  });

  it("are told to who cannot see", async () => {
    const { view } = await openEditor(newText());
    expect(view.contentDOM.getAttribute("aria-label")).toBe(
      "Code, Python. Press Escape, then Tab, to leave the editor.",
    );
  });
});

describe("the limit", () => {
  const limits = () => ({ textLength: 5, nameLength: 60, titleLength: 120, runOutput: 1_000, chatLength: 2_000 });

  it("refuses what would make the text too long, and says so", async () => {
    const onLimit = vi.fn();
    const text = newText("abc");
    const { view } = await openEditor(text, { limits, onLimit });
    typeInto(view, 3, "de");
    expect(text.content.toString()).toBe("abcde");
    expect(onLimit).not.toHaveBeenCalled();
    view.dispatch({ changes: { from: 5, insert: "f" }, userEvent: "input.paste" });
    await Promise.resolve();
    expect(text.content.toString()).toBe("abcde");
    expect(onLimit).toHaveBeenCalledOnce();
  });

  it("lets in what others wrote, and lets a text that is too long be shortened", async () => {
    const [ada, bob] = sharedPair("abc");
    const { view } = await openEditor(ada, { limits });
    bob.content.insert(3, "defgh");
    expect(view.state.doc.toString()).toBe("abcdefgh");
    view.dispatch({ changes: { from: 7, to: 8 }, userEvent: "delete.backward" });
    expect(bob.content.toString()).toBe("abcdefg");
  });
});

describe("changes of the surroundings", () => {
  it("keep the view", async () => {
    const { view, setup } = await openEditor(newText("x"));
    expect(view.state.facet(indentUnit)).toBe("    ");
    setup.setLanguage(view, "javascript");
    expect(view.state.facet(indentUnit)).toBe("  ");
    setup.setLanguage(view, "cobol");
    expect(view.contentDOM.getAttribute("aria-label")).toContain("plain text");
    setup.setReadOnly(view, true);
    expect(view.state.readOnly).toBe(true);
    expect(view.contentDOM.getAttribute("aria-readonly")).toBe("true");
    setup.setDark(view, true);
    expect(view.dom.isConnected).toBe(true);
  });

  it("keep the history when the view is made again", async () => {
    const text = newText();
    const { view, setup } = await openEditor(text);
    typeInto(view, 0, "typed");
    view.destroy();
    const { EditorView } = await import("@codemirror/view");
    const again = new EditorView({ extensions: setup.extensions, parent: document.body });
    await Promise.resolve();
    press(again, "z", CTRL);
    expect(text.content.toString()).toBe("");
    again.destroy();
  });
});

describe("preferences", () => {
  it("say how far Tab indents, whatever the language says", async () => {
    const { view, setup } = await openEditor(newText("x"));
    setup.setPreferences(view, { ...DEFAULT_SETTINGS, tabWidth: 8 });
    view.dispatch({ selection: { anchor: 0 } });
    press(view, "Tab");
    expect(view.state.doc.toString()).toBe(`${" ".repeat(8)}x`);
    setup.setPreferences(view, DEFAULT_SETTINGS);
    expect(view.state.facet(indentUnit)).toBe("    ");
  });

  it("leave the text and its undo as they are", async () => {
    const text = newText();
    const { view, setup } = await openEditor(text);
    typeInto(view, 0, "kept");
    setup.setPreferences(view, { ...DEFAULT_SETTINGS, lineWrap: true, autocomplete: false, closeBrackets: false });
    expect(text.content.toString()).toBe("kept");
    press(view, "z", CTRL);
    expect(text.content.toString()).toBe("");
  });
});

describe("the browser's keys", () => {
  it("are not taken by any keymap that every editor has", async () => {
    const { view } = await openEditor(newText("x"));
    const keys = view.state
      .facet(keymap)
      .flat()
      .map(({ linux, key }) => linux ?? key ?? "");
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(isOfBrowser)).toEqual([]);
  });

  it.each(["f", "g", "d", "i", "u"])("Ctrl and %s go to the browser", async (key) => {
    const { view } = await openEditor(newText("x"));
    expect(press(view, key, CTRL)).toBe(false);
  });

  it.each([
    ["Mod-Shift-k", "Shift-Ctrl-k"],
    ["Shift-Mod-k", "Ctrl-Shift-k"],
  ])("are known however they are written: %s, %s", (one, other) => {
    expect([isOfBrowser(one), isOfBrowser(other), isOfBrowser("Ctrl--")]).toEqual([true, true, false]);
  });
});

describe("leaving", () => {
  it("is said when Escape is pressed, once, and holds until another key", async () => {
    const onEscape = vi.fn();
    const { view } = await openEditor(newText("x"), { onEscape });
    press(view, "Escape");
    press(view, "Escape");
    expect(onEscape).toHaveBeenCalledTimes(1);
    expect(view.dom.querySelector(".cm-leaving")?.textContent).toBe("Tab now leaves the editor; any other key stays.");
    await Promise.resolve();
    expect(press(view, "Tab")).toBe(false);
    press(view, "a");
    expect(view.dom.querySelector(".cm-leaving")).toBeNull();
    expect(press(view, "Tab")).toBe(true);
  });
});

it("lets arrows go through the list of suggestions wherever the caret is, and Escape close it", async () => {
  const { view } = await openEditor(newText("total = 1\ntot\nlast = 2\n"));
  view.dispatch({ selection: { anchor: "total = 1\ntot".length } });
  startCompletion(view);
  await vi.waitFor(() => {
    press(view, "ArrowDown");
    expect(selectedCompletionIndex(view.state)).toBeGreaterThanOrEqual(0);
  });
  expect(view.state.selection.main.head).toBe("total = 1\ntot".length);
  press(view, "Escape");
  expect(completionStatus(view.state)).toBeNull();
});
