/** Carets and selections as they go over the wire: our own written, others' read without trusting them. */
import * as Y from "yjs";
import { isPaletteColor } from "../collab/palette";
import type { SharedText } from "../collab/types";

/** Somebody else's caret: `head` is where it stands, `anchor` where its selection began; offsets in UTF-16 units. */
export interface RemoteCursor {
  readonly client: number;
  readonly participantId: string;
  readonly name: string;
  /** An entry of the palette, `c0` to `c9`. */
  readonly color: string;
  readonly anchor: number;
  readonly head: number;
}

/** What a client shows of itself, before it is placed in the text. */
export interface ShownCursor {
  readonly participantId: string;
  readonly name: string;
  readonly color: string;
  readonly anchor: Y.RelativePosition;
  readonly head: Y.RelativePosition;
  /** Equal for two states exactly when the cursor did not move. */
  readonly place: string;
}

export interface WireCursor {
  readonly anchor: unknown;
  readonly head: unknown;
}

const ROOT = "content";
const MAX_NAME_LENGTH = 60;

/** The caret as it goes into presence. Relative positions stay right while others type. */
export function writeCursor(content: Y.Text, anchor: number, head: number): WireCursor {
  const at = (index: number): unknown =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(content, Math.min(index, content.length)));
  return { anchor: at(anchor), head: at(head) };
}

/** Reads a presence state; `null` where it shows no caret or is not what docs/protocol.md PR4 allows. */
export function readShown(state: unknown): ShownCursor | null {
  if (!isRecord(state) || !isRecord(state.user) || !isRecord(state.cursor)) return null;
  const { id, name, color } = state.user;
  const anchor = readPosition(state.cursor.anchor);
  const head = readPosition(state.cursor.head);
  if (anchor === null || head === null) return null;
  return {
    participantId: typeof id === "string" ? id : "",
    name: typeof name === "string" ? name.slice(0, MAX_NAME_LENGTH) : "",
    color: isPaletteColor(color) ? color : "c0",
    anchor,
    head,
    place: JSON.stringify([anchor, head]),
  };
}

/** Places a caret in the text as it is now; `null` where it refers to what is not here. */
export function placeCursor(text: SharedText, client: number, shown: ShownCursor): RemoteCursor | null {
  const anchor = indexOf(text, shown.anchor);
  const head = indexOf(text, shown.head);
  if (anchor === null || head === null) return null;
  const { participantId, name, color } = shown;
  return { client, participantId, name, color, anchor, head };
}

function indexOf(text: SharedText, position: Y.RelativePosition): number | null {
  try {
    const place = Y.createAbsolutePositionFromRelativePosition(position, text.doc);
    return place?.type === text.content ? place.index : null;
  } catch {
    // Ids that exist but are no place in a text; who sent them must not break our editor.
    return null;
  }
}

function readPosition(value: unknown): Y.RelativePosition | null {
  if (!isRecord(value)) return null;
  const { type = null, tname = null, item = null, assoc = 0 } = value;
  // Yjs would create a root of any other name in our document.
  if (tname !== null && tname !== ROOT) return null;
  if (!isId(type) || !isId(item) || typeof assoc !== "number") return null;
  if (type === null && tname === null && item === null) return null;
  return Y.createRelativePositionFromJSON({ type, tname, item, assoc });
}

function isId(value: unknown): boolean {
  return value === null || (isRecord(value) && isClock(value.client) && isClock(value.clock));
}

function isClock(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
