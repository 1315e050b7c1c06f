/** Shows the person's own caret to the others: at most once a frame, kept while the editor has no focus, gone with the view. */
import type { Extension } from "@codemirror/state";
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { SharedText } from "../collab/types";
import { writeCursor } from "./cursors";

export function ownCursor(text: SharedText): Extension {
  return ViewPlugin.define((view) => new OwnCursor(view, text));
}

/** Takes the person's own caret away, until it is in the editor again. */
export function hideCursor(text: SharedText): void {
  text.awareness.setLocalStateField("cursor", null);
}

class OwnCursor {
  #frame: number | null = null;
  #shown = "";
  readonly #view: EditorView;
  readonly #text: SharedText;

  constructor(view: EditorView, text: SharedText) {
    this.#view = view;
    this.#text = text;
  }

  update(update: ViewUpdate): void {
    if (!update.selectionSet && !update.docChanged && !update.focusChanged) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#show();
    });
  }

  destroy(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    hideCursor(this.#text);
  }

  #show(): void {
    // Who has never clicked into the code, or works elsewhere now, has no caret to move.
    if (!this.#view.hasFocus) return;
    const { anchor, head } = this.#view.state.selection.main;
    const cursor = writeCursor(this.#text.content, anchor, head);
    const json = JSON.stringify(cursor);
    if (json === this.#shown && this.#text.awareness.getLocalState()?.cursor != null) return;
    this.#shown = json;
    this.#text.awareness.setLocalStateField("cursor", cursor);
  }
}
