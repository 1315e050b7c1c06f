/**
 * Other people's carets and selections, drawn in layers over and under the code. Nothing is inserted into the lines, so no
 * code is shifted, no input method disturbed, and the arrow keys do not stumble.
 *
 * For a stylesheet: `.cm-remoteCaret`, `.cm-remoteName`, `.cm-remoteSelection`, each with `.cm-remote-c0` to
 * `.cm-remote-c9`, which set `--remote-color` from the page's `--participant-c0` to `--participant-c9`.
 */
import { EditorSelection, type Extension, StateEffect } from "@codemirror/state";
import { EditorView, type LayerMarker, layer, RectangleMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { PALETTE } from "../collab/palette";
import type { SharedText } from "../collab/types";
import { placeCursor, type RemoteCursor, readShown, type ShownCursor } from "./cursors";

/** How long a name stays after its caret moved. */
export const NAME_SHOWN_MS = 2_000;
const NAME_FADE_MS = 300;
const NAME_HEIGHT_PX = 18;
const NAME_WIDTH_PX = 160;

const presenceChanged = StateEffect.define<null>();

interface Shown {
  readonly cursor: ShownCursor;
  /** Counts the movements that this client made itself; what others type shifts a caret without moving it. */
  readonly moves: number;
}

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

class RemotePresence {
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
  cursors(): readonly { readonly cursor: RemoteCursor; readonly moves: number }[] {
    const length = this.#view.state.doc.length;
    return [...this.#shown].flatMap(([client, { cursor, moves }]) => {
      const placed = placeCursor(this.#text, client, cursor);
      // Between a change of the text and the view's hearing of it a position can lie beyond the end.
      return placed === null || Math.max(placed.anchor, placed.head) > length ? [] : [{ cursor: placed, moves }];
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
    else {
      const hasMoved = before?.cursor.place !== cursor.place;
      this.#shown.set(client, { cursor, moves: (before?.moves ?? 0) + (hasMoved ? 1 : 0) });
    }
  }
}

/** One caret with its name. */
class CaretMarker implements LayerMarker {
  constructor(
    readonly cursor: RemoteCursor,
    readonly moves: number,
    readonly left: number,
    readonly top: number,
    readonly height: number,
    /** Where the name stands: above the line, or below it where there is no room; to the left at the right edge. */
    readonly side: string,
  ) {}

  eq(other: LayerMarker): boolean {
    return (
      other instanceof CaretMarker &&
      this.#isOfSame(other) &&
      other.moves === this.moves &&
      other.left === this.left &&
      other.top === this.top &&
      other.height === this.height &&
      other.side === this.side
    );
  }

  draw(): HTMLElement {
    const caret = document.createElement("div");
    const name = document.createElement("span");
    name.textContent = this.cursor.name;
    caret.append(name);
    this.#adjust(caret);
    return caret;
  }

  update(caret: HTMLElement, before: LayerMarker): boolean {
    if (!(before instanceof CaretMarker) || !this.#isOfSame(before)) return false;
    this.#adjust(caret);
    return true;
  }

  #isOfSame({ cursor }: CaretMarker): boolean {
    const { client, name, color } = this.cursor;
    return cursor.client === client && cursor.name === name && cursor.color === color;
  }

  #adjust(caret: HTMLElement): void {
    caret.className = `cm-remoteCaret cm-remote-${this.cursor.color}`;
    caret.style.left = `${this.left}px`;
    caret.style.top = `${this.top}px`;
    caret.style.height = `${this.height}px`;
    // Two equal animations by turns: changing the name of an animation is what starts it again.
    const name = caret.firstElementChild;
    if (name !== null) name.className = `cm-remoteName cm-remoteName-${this.moves % 2 ? "odd" : "even"} ${this.side}`;
  }
}

/** Draws the others of `text`. Malformed presence shows nothing and never throws. */
export function remoteCarets(text: SharedText): Extension {
  const presence = ViewPlugin.define((view) => new RemotePresence(view, text));
  const cursorsOf = (view: EditorView) => view.plugin(presence)?.cursors() ?? [];
  const selections = layer({
    above: false,
    class: "cm-remoteSelectionLayer",
    update: mustDraw,
    markers: (view) =>
      cursorsOf(view).flatMap(({ cursor: { anchor, head, color } }) =>
        anchor === head
          ? []
          : RectangleMarker.forRange(
              view,
              `cm-remoteSelection cm-remote-${color}`,
              EditorSelection.range(anchor, head),
            ),
      ),
  });
  const carets = layer({
    above: true,
    class: "cm-remoteCaretLayer",
    update: mustDraw,
    markers: (view) =>
      cursorsOf(view).flatMap(({ cursor, moves }) =>
        RectangleMarker.forRange(view, "", EditorSelection.cursor(cursor.head)).map(
          ({ left, top, height }) => new CaretMarker(cursor, moves, left, top, height, sideOf(view, left, top)),
        ),
      ),
  });
  return [presence, selections, carets, baseTheme];
}

/** Scrolls to where a participant's caret stands in `text`; false where it shows none. */
export function showParticipant(view: EditorView, text: SharedText, participantId: string): boolean {
  for (const [client, state] of text.awareness.getStates()) {
    const shown = client === text.awareness.clientID ? null : readShown(state);
    if (shown === null || shown.participantId !== participantId) continue;
    const cursor = placeCursor(text, client, shown);
    if (cursor === null || cursor.head > view.state.doc.length) continue;
    view.dispatch({ effects: EditorView.scrollIntoView(cursor.head, { y: "center" }) });
    return true;
  }
  return false;
}

function mustDraw(update: ViewUpdate): boolean {
  const isPresence = update.transactions.some(({ effects }) => effects.some((effect) => effect.is(presenceChanged)));
  return isPresence || update.docChanged || update.viewportChanged;
}

function sideOf(view: EditorView, left: number, top: number): string {
  const { scrollLeft, clientWidth } = view.scrollDOM;
  const vertical = top < NAME_HEIGHT_PX ? "cm-remoteName-below" : "cm-remoteName-above";
  const isAtEdge = left > NAME_WIDTH_PX && left + NAME_WIDTH_PX > scrollLeft + clientWidth;
  return isAtEdge ? `${vertical} cm-remoteName-leftward` : vertical;
}

const fading = { "0%, 85%": { opacity: "1" }, "100%": { opacity: "0" } };
const animation = (name: string) => ({ animation: `${name} ${NAME_SHOWN_MS + NAME_FADE_MS}ms ease-out forwards` });

const baseTheme = EditorView.baseTheme({
  "@keyframes cm-remoteName-even": fading,
  "@keyframes cm-remoteName-odd": fading,
  ".cm-remoteCaret": {
    position: "absolute",
    width: "2px",
    marginLeft: "-1px",
    backgroundColor: "var(--remote-color)",
    pointerEvents: "none",
  },
  ".cm-remoteName": {
    position: "absolute",
    left: "0",
    maxWidth: `${NAME_WIDTH_PX}px`,
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    padding: "0 4px",
    borderRadius: "3px",
    font: `600 11px/${NAME_HEIGHT_PX - 2}px system-ui, sans-serif`,
    color: "var(--participant-text)",
    backgroundColor: "var(--remote-color)",
    opacity: "0",
    pointerEvents: "none",
    userSelect: "none",
  },
  ".cm-remoteName-above": { bottom: "100%" },
  ".cm-remoteName-below": { top: "100%" },
  ".cm-remoteName-leftward": { left: "auto", right: "0" },
  ".cm-remoteName-even": animation("cm-remoteName-even"),
  ".cm-remoteName-odd": animation("cm-remoteName-odd"),
  ".cm-remoteSelection": {
    backgroundColor: "color-mix(in srgb, var(--remote-color) 24%, transparent)",
    pointerEvents: "none",
  },
  ...Object.fromEntries(
    PALETTE.map((color) => [`.cm-remote-${color}`, { "--remote-color": `var(--participant-${color})` }]),
  ),
});
