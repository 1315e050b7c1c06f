/** The harness of the editor's tests: shared texts that hear each other at once, and views upon them. */
import { EditorView } from "@codemirror/view";
import { afterEach } from "vitest";
import { applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { textAlone } from "../../collab/testing/textAlone";
import type { SharedText } from "../../collab/types";
import { DEFAULT_SETTINGS } from "../../settings/settings";
import { createExtensions, type EditorOptions, type EditorSetup } from "../extensions";

const undo: (() => void)[] = [];

afterEach(() => {
  for (const act of undo.splice(0).reverse()) act();
});

export function newText(initial = ""): SharedText {
  const text = textAlone("file/main.py", initial);
  undo.push(() => text.doc.destroy());
  return text;
}

/** Two people's replicas of one text: what one does the other has at once. */
export function sharedPair(initial = ""): [SharedText, SharedText] {
  const [ada, bob] = [newText(initial), newText()];
  Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc));
  for (const [from, to] of [
    [ada, bob],
    [bob, ada],
  ] as const) {
    from.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== from) Y.applyUpdate(to.doc, update, to);
    });
    from.awareness.on("update", (_change: unknown, origin: unknown) => {
      if (origin !== "local") return;
      applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [from.awareness.clientID]), from);
    });
  }
  return [ada, bob];
}

export interface Editor {
  readonly view: EditorView;
  readonly setup: EditorSetup;
}

/** An editor in the page, holding the text as it is. */
export async function openEditor(text: SharedText, options: Partial<EditorOptions> = {}): Promise<Editor> {
  const setup = createExtensions({
    text,
    language: "python",
    readOnly: false,
    dark: false,
    preferences: DEFAULT_SETTINGS,
    limits: () => ({ textLength: 1_000, nameLength: 60, titleLength: 120, runOutput: 1_000, chatLength: 2_000 }),
    onRun: () => {},
    onFormat: () => undefined,
    fileName: "main.txt",
    beside: { list: () => [], subscribe: () => () => undefined },
    onHelp: () => undefined,
    onSave: () => {},
    onLimit: () => {},
    onEscape: () => {},
    ...options,
  });
  const view = new EditorView({ extensions: setup.extensions, parent: document.body });
  undo.push(() => {
    view.destroy();
    setup.dispose();
  });
  // The view takes the text in the microtask after it was made.
  await Promise.resolve();
  return { view, setup };
}

/** Presses a key as a browser would, and says whether somebody took it. */
export function press(view: EditorView, key: string, modifiers: Partial<KeyboardEventInit> = {}): boolean {
  const codes: Record<string, number> = { Enter: 13, Tab: 9, Escape: 27, "'": 222, s: 83, z: 90 };
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
  Object.defineProperty(event, "keyCode", { value: codes[key] ?? key.charCodeAt(0) });
  view.contentDOM.dispatchEvent(event);
  return event.defaultPrevented;
}

/** Types at a place as a person would. */
export function typeInto(view: EditorView, at: number, insert: string): void {
  view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: "input.type" });
}

/** The next drawn frame, and what CodeMirror measures in it. */
export const nextFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
