/** The editor's tie to the shared text: typing goes in, others' typing comes out, undo takes back only one's own. */
import { type Extension, Facet, Prec } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin } from "@codemirror/view";
import { yCollab, ySyncAnnotation, ySyncFacet } from "y-codemirror.next";
import type * as Y from "yjs";

/** Ties views to `content`. The undo manager belongs to the caller, and outlives a view. */
export function bindText(content: Y.Text, undoManager: Y.UndoManager): Extension {
  return [
    startEqual(content),
    readOnlyKeepsHistory,
    undoManagerOf.of(undoManager),
    yCollab(content, null, { undoManager }),
    undoKeys,
  ];
}

/** Yjs' own measure. */
const UNDO_PAUSE_MS = 500;

const undoManagerOf = Facet.define<Y.UndoManager>();

/** Takes back the person's own last edit. True, as it was dealt with, also where there is none or the text is read-only. */
export function takeBack({ state }: EditorView): boolean {
  if (!state.readOnly) for (const manager of state.facet(undoManagerOf)) manager.undo();
  return true;
}

/** Makes the person's own edit again that they took back last. */
export function bringBack({ state }: EditorView): boolean {
  if (!state.readOnly) for (const manager of state.facet(undoManagerOf)) manager.redo();
  return true;
}

/** How long a pause may be for what is typed before and behind it to be taken back at once; `null`: as usual. */
export function setUndoPause({ state }: EditorView, pauseMs: number | null): void {
  for (const manager of state.facet(undoManagerOf)) manager.captureTimeout = pauseMs ?? UNDO_PAUSE_MS;
}

/** What is typed next is taken back by itself. */
export function endUndoStep({ state }: EditorView): void {
  for (const manager of state.facet(undoManagerOf)) manager.stopCapturing();
}

/** The binding passes on changes only; this makes a new view begin with the text as it is. */
function startEqual(content: Y.Text): Extension {
  return ViewPlugin.define((view) => {
    let isDestroyed = false;
    // A view cannot be changed while it is made.
    queueMicrotask(() => {
      const text = content.toString();
      if (isDestroyed || view.state.doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: ySyncAnnotation.of(view.state.facet(ySyncFacet)),
      });
    });
    return {
      destroy() {
        isDestroyed = true;
      },
    };
  });
}

const undoKeys = keymap.of([
  { key: "Mod-z", run: takeBack, preventDefault: true },
  { key: "Mod-y", mac: "Mod-Shift-z", run: bringBack, preventDefault: true },
  { key: "Mod-Shift-z", run: bringBack, preventDefault: true },
]);

/** The browser's own Undo (a menu, a gesture) does not ask whether the editor may be changed. */
const readOnlyKeepsHistory = Prec.highest(
  EditorView.domEventHandlers({
    beforeinput(event, view) {
      const isHistory = event.inputType === "historyUndo" || event.inputType === "historyRedo";
      if (!isHistory || !view.state.readOnly) return false;
      event.preventDefault();
      return true;
    },
  }),
);
