/** Keeps somebody else's caret in sight, until the person before this page does something of their own (docs/protocol.md PR9). */
import { EditorView } from "@codemirror/view";
import type { SharedText } from "../collab/types";
import { placeCursor, readShown } from "./cursors";

/** How far from the edge of what is seen the caret is kept. */
const MARGIN_PX = 96;
const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta"]);

export interface FollowOptions {
  readonly text: SharedText;
  readonly participantId: string;
  /** The view of the text at the moment; there may be none yet. */
  readonly view: () => EditorView | null;
  /** The person pressed Escape, typed or scrolled. */
  readonly onEnd: () => void;
}

/** Follows from now on; what is returned ends it, without calling `onEnd`. */
export function followParticipant({ text, participantId, view, onEnd }: FollowOptions): () => void {
  let frame: number | null = null;
  const show = () => {
    frame = null;
    const shown = view();
    if (shown !== null) keepInSight(shown, text, participantId);
  };
  const onChange = () => {
    frame ??= requestAnimationFrame(show);
  };
  const onAct = (event: Event) => {
    if (endsFollowing(event, view())) onEnd();
  };
  const acts = ["keydown", "wheel", "touchmove", "pointerdown", "beforeinput"] as const;
  const options = { capture: true, passive: true };
  text.awareness.on("change", onChange);
  for (const act of acts) document.addEventListener(act, onAct, options);
  onChange();
  return () => {
    if (frame !== null) cancelAnimationFrame(frame);
    text.awareness.off("change", onChange);
    for (const act of acts) document.removeEventListener(act, onAct, options);
  };
}

function endsFollowing(event: Event, view: EditorView | null): boolean {
  if (event instanceof KeyboardEvent && event.key === "Escape") return true;
  const target = event.target instanceof Node ? event.target : null;
  if (view === null || !view.dom.contains(target)) return false;
  if (event instanceof KeyboardEvent) return !MODIFIERS.has(event.key);
  // The scroll bar is the scroller itself; a press on the code is nothing yet.
  return event.type !== "pointerdown" || target === view.scrollDOM;
}

/** The newest caret of the participant in this text; `null` where none is shown. */
function caretOf(view: EditorView, text: SharedText, participantId: string): number | null {
  for (const [client, state] of text.awareness.getStates()) {
    const shown = client === text.awareness.clientID ? null : readShown(state);
    if (shown?.participantId !== participantId) continue;
    const cursor = placeCursor(text, client, shown);
    if (cursor !== null && cursor.head <= view.state.doc.length) return cursor.head;
  }
  return null;
}

function keepInSight(view: EditorView, text: SharedText, participantId: string): void {
  const head = caretOf(view, text, participantId);
  if (head === null) return;
  view.dispatch({ effects: EditorView.scrollIntoView(head, { y: "nearest", yMargin: MARGIN_PX }) });
}
