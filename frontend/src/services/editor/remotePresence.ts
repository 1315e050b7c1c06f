/** What a view knows of the other people's carets in its text, and when it must draw them again. */
import { StateEffect } from "@codemirror/state";
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { SharedText } from "../collab/types";
import { placeCursor, type RemoteCursor, readShown, type ShownCursor } from "./cursors";

const presenceChanged = StateEffect.define<null>();

interface Shown {
  readonly cursor: ShownCursor;
  /** Counts the movements that this client made itself; what others type shifts a caret without moving it. */
  readonly moves: number;
  /** When the last of them came, in milliseconds of `performance.now()`. */
  readonly movedAt: number;
}

/** A caret as it stands in the text now. */
export interface PlacedCursor extends Pick<Shown, "moves" | "movedAt"> {
  readonly cursor: RemoteCursor;
}

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export class RemotePresence {
  #shown = new Map<number, Shown>();
  #frame: number | null = null;
  readonly #view: EditorView;
  readonly #text: SharedText;

  constructor(view: EditorView, text: SharedText) {
    this.#view = view;
    this.#text = text;
    for (const client of text.awareness.getStates().keys()) this.#read(client);
    text.awareness.on("change", this.#onChange);
  }

  /** The carets as they stand in the text now, in a stable order. */
  cursors(): readonly PlacedCursor[] {
    const length = this.#view.state.doc.length;
    return [...this.#shown].flatMap(([client, { cursor, moves, movedAt }]) => {
      const placed = placeCursor(this.#text, client, cursor);
      // Between a change of the text and the view's hearing of it a position can lie beyond the end.
      if (placed === null || Math.max(placed.anchor, placed.head) > length) return [];
      return [{ cursor: placed, moves, movedAt }];
    });
  }

  destroy(): void {
    this.#text.awareness.off("change", this.#onChange);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  readonly #onChange = ({ added, updated, removed }: AwarenessChange): void => {
    for (const client of [...added, ...updated, ...removed]) this.#read(client);
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#view.dispatch({ effects: presenceChanged.of(null) });
    });
  };

  #read(client: number): void {
    if (client === this.#text.awareness.clientID) return;
    const cursor = readShown(this.#text.awareness.getStates().get(client));
    const before = this.#shown.get(client);
    if (cursor === null) this.#shown.delete(client);
    else if (before?.cursor.place === cursor.place) this.#shown.set(client, { ...before, cursor });
    else this.#shown.set(client, { cursor, moves: (before?.moves ?? 0) + 1, movedAt: performance.now() });
  }
}

/** One view's knowledge of the others in `text`. */
export const remotePresence = (text: SharedText): ViewPlugin<RemotePresence> =>
  ViewPlugin.define((view) => new RemotePresence(view, text));

/** Whether the others' carets stand elsewhere after this update. */
export function mustDraw(update: ViewUpdate): boolean {
  const isPresence = update.transactions.some((transaction) =>
    transaction.effects.some((effect) => effect.is(presenceChanged)),
  );
  return isPresence || update.docChanged || update.viewportChanged;
}
