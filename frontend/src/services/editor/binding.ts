/** The editor's tie to the shared text: typing goes in, others' typing comes out, undo takes back only one's own. */
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin } from "@codemirror/view";
import { yCollab, ySyncAnnotation, ySyncFacet, yUndoManagerKeymap } from "y-codemirror.next";
import type * as Y from "yjs";

/** Ties views to `content`. The undo manager belongs to the caller, and outlives a view. */
export function bindText(content: Y.Text, undoManager: Y.UndoManager): Extension {
  return [startEqual(content), readOnlyKeepsHistory, yCollab(content, null, { undoManager }), undoKeys];
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

const undoKeys = keymap.of(
  yUndoManagerKeymap.map((binding) => ({
    ...binding,
    run: (view: EditorView) => view.state.readOnly || (binding.run?.(view) ?? false),
  })),
);

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
