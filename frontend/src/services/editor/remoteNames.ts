/** The names at other people's carets, shown while those move: a layer that measures the lines and covers no code. */
import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView, type LayerMarker, layer, RectangleMarker } from "@codemirror/view";
import type { RemoteCursor } from "./cursors";
import { type NamePlace, type NameRequest, placeNames, type Row, type Sight } from "./nameplates";
import { mustDraw, type PlacedCursor } from "./remotePresence";

/** How long a name stays after its caret moved. */
export const NAME_SHOWN_MS = 2_000;
const NAME_FADE_MS = 300;
const NAME_LIFE_MS = NAME_SHOWN_MS + NAME_FADE_MS;
const NAME_WIDTH_PX = 160;

/** Draws the names of the carets that `cursorsOf` answers. Pointers pass through them. */
export function remoteNames(cursorsOf: (view: EditorView) => readonly PlacedCursor[]): Extension {
  const names = layer({
    above: true,
    class: "cm-remoteNameLayer",
    update: mustDraw,
    markers: (view) => nameMarkers(view, cursorsOf(view)),
  });
  return [names, nameTheme];
}

function nameMarkers(view: EditorView, cursors: readonly PlacedCursor[]): readonly NameMarker[] {
  const now = performance.now();
  const moving = cursors.filter(({ cursor, movedAt }) => cursor.name !== "" && now - movedAt < NAME_LIFE_MS);
  if (moving.length === 0) return [];
  const lines = new Lines(view);
  const asked = moving
    .flatMap((placed) => {
      const request = lines.request(placed.cursor);
      return request === null ? [] : [{ placed, request }];
    })
    .sort(
      (one, other) => one.request.caret - other.request.caret || one.placed.cursor.client - other.placed.cursor.client,
    );
  const places = placeNames(
    asked.map(({ request }) => request),
    lines.sight,
  );
  return asked.flatMap(({ placed }, at) => {
    const place = places[at];
    return place == null ? [] : [new NameMarker(placed, place)];
  });
}

/** The lines of a view as they are drawn now, measured once each. Coordinates are those of its layers. */
class Lines {
  readonly sight: Sight;
  readonly #view: EditorView;
  readonly #left: number;
  readonly #top: number;
  readonly #rectangles = new Map<Element, readonly DOMRect[]>();

  constructor(view: EditorView) {
    this.#view = view;
    const { scrollDOM } = view;
    const edge = scrollDOM.getBoundingClientRect();
    this.#left = edge.left - scrollDOM.scrollLeft;
    this.#top = edge.top - scrollDOM.scrollTop;
    // The gutters stay where they are when the code is scrolled to the side.
    const gutters = scrollDOM.querySelector(".cm-gutters")?.getBoundingClientRect().right ?? edge.left;
    this.sight = { left: gutters - this.#left, right: scrollDOM.scrollLeft + scrollDOM.clientWidth };
  }

  /** What is to be placed for a caret; `null` where the caret is not drawn. */
  request(cursor: RemoteCursor): NameRequest | null {
    const [caret] = RectangleMarker.forRange(this.#view, "", EditorSelection.cursor(cursor.head));
    if (caret === undefined) return null;
    const { left, top, height } = caret;
    const { defaultLineHeight } = this.#view;
    const neighbours = [top - defaultLineHeight, top + defaultLineHeight].map((at) =>
      this.#isInSight(at, height) ? this.#row(at, height) : null,
    );
    return { caret: left, width: nameWidth(this.#view, cursor.name), row: this.#row(top, height), neighbours };
  }

  #isInSight(top: number, height: number): boolean {
    const { scrollTop, clientHeight } = this.#view.scrollDOM;
    return top >= scrollTop && top + height <= scrollTop + clientHeight;
  }

  /** The visual line at `top`. */
  #row(top: number, height: number): Row {
    const { contentDOM, documentTop, state } = this.#view;
    const bottom = top + height;
    const start = contentDOM.getBoundingClientRect().left - this.#left;
    const middle = top + height / 2 + this.#top;
    const block = this.#view.lineBlockAtHeight(middle - documentTop);
    // Below the last line there is nothing.
    if (block.to === state.doc.length && block.bottom < middle - documentTop) return { top, bottom, end: start };
    const ends = this.#rectanglesOf(block.from)
      .filter((rectangle) => rectangle.top < middle && rectangle.bottom > middle)
      .map((rectangle) => rectangle.right - this.#left);
    return { top, bottom, end: Math.max(start, ...ends) };
  }

  /** What is drawn of the line that begins at `position`: text, and what stands in its place (folded code, a hint). */
  #rectanglesOf(position: number): readonly DOMRect[] {
    const { node, offset } = this.#view.domAtPos(position);
    const inside = node instanceof Element ? (node.childNodes[offset] ?? node) : node;
    const line = (inside instanceof Element ? inside : inside.parentElement)?.closest(".cm-line") ?? null;
    if (line === null) return [];
    const known = this.#rectangles.get(line);
    if (known !== undefined) return known;
    const range = document.createRange();
    range.selectNodeContents(line);
    const rectangles = [...range.getClientRects()];
    this.#rectangles.set(line, rectangles);
    return rectangles;
  }
}

const widths = new WeakMap<EditorView, Map<string, number>>();

/** How wide a name is drawn, in pixels; measured once for each view and name. */
function nameWidth(view: EditorView, name: string): number {
  const known = widths.get(view) ?? new Map<string, number>();
  widths.set(view, known);
  const width = known.get(name);
  if (width !== undefined) return width;
  const ruler = document.createElement("span");
  ruler.className = "cm-remoteName cm-remoteName-ruler";
  ruler.textContent = name;
  view.scrollDOM.append(ruler);
  const measured = Math.ceil(ruler.getBoundingClientRect().width);
  ruler.remove();
  known.set(name, measured);
  return measured;
}

/** One name. */
class NameMarker implements LayerMarker {
  constructor(
    readonly placed: PlacedCursor,
    readonly place: NamePlace,
  ) {}

  eq(other: LayerMarker): boolean {
    return (
      other instanceof NameMarker &&
      this.#isOfSame(other) &&
      other.placed.moves === this.placed.moves &&
      other.place.left === this.place.left &&
      other.place.row.top === this.place.row.top &&
      other.place.row.bottom === this.place.row.bottom &&
      other.place.isAttached === this.place.isAttached
    );
  }

  draw(): HTMLElement {
    const name = document.createElement("span");
    name.textContent = this.placed.cursor.name;
    // Drawn late, as when a line came into sight: only the rest of its time is left.
    name.style.animationDelay = `${this.placed.movedAt - performance.now()}ms`;
    this.#adjust(name);
    return name;
  }

  update(name: HTMLElement, before: LayerMarker): boolean {
    if (!(before instanceof NameMarker) || !this.#isOfSame(before)) return false;
    if (before.placed.moves !== this.placed.moves) name.style.animationDelay = "0ms";
    this.#adjust(name);
    return true;
  }

  #isOfSame({ placed: { cursor } }: NameMarker): boolean {
    const { client, name, color } = this.placed.cursor;
    return cursor.client === client && cursor.name === name && cursor.color === color;
  }

  #adjust(name: HTMLElement): void {
    const { left, row, isAttached } = this.place;
    // Two equal animations by turns: changing the name of an animation is what starts it again.
    const turn = this.placed.moves % 2 === 0 ? "even" : "odd";
    const form = isAttached ? " cm-remoteName-attached" : "";
    name.className = `cm-remoteName cm-remoteName-${turn}${form} cm-remote-${this.placed.cursor.color}`;
    name.style.left = `${left}px`;
    name.style.top = `${row.top}px`;
    name.style.height = name.style.lineHeight = `${row.bottom - row.top}px`;
  }
}

const fading = { "0%, 85%": { opacity: "1" }, "100%": { opacity: "0" } };
const animation = (name: string) => ({ animation: `${name} ${NAME_LIFE_MS}ms ease-out forwards` });

const nameTheme = EditorView.baseTheme({
  "@keyframes cm-remoteName-even": fading,
  "@keyframes cm-remoteName-odd": fading,
  ".cm-remoteName": {
    position: "absolute",
    boxSizing: "border-box",
    maxWidth: `${NAME_WIDTH_PX}px`,
    overflow: "hidden",
    textOverflow: "ellipsis",
    whiteSpace: "nowrap",
    padding: "0 5px",
    borderRadius: "3px",
    fontSize: "11px",
    fontWeight: "600",
    color: "var(--participant-text)",
    backgroundColor: "var(--remote-color)",
    opacity: "0",
    pointerEvents: "none",
    userSelect: "none",
  },
  ".cm-remoteName-attached": { borderRadius: "0 3px 3px 0" },
  ".cm-remoteName-ruler": { visibility: "hidden" },
  ".cm-remoteName-even": animation("cm-remoteName-even"),
  ".cm-remoteName-odd": animation("cm-remoteName-odd"),
});
