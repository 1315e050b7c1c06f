/** Marks the line at which a run failed, until that line is edited. */
import { type EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  lineNumberMarkers,
  WidgetType,
} from "@codemirror/view";
import { texts } from "../../texts";

export interface LineError {
  /** Counted from 1. */
  readonly line: number;
  /** One sentence for a person. */
  readonly says: string;
}

/** The marked line: where it begins by now, what it holds as long as it is the one that failed. */
interface Marked {
  readonly from: number;
  readonly text: string;
  readonly says: string;
}

const mark = StateEffect.define<LineError | null>();

/** Said behind the line to who does not see the mark; the text itself stays as it is. */
class Said extends WidgetType {
  constructor(private readonly says: string) {
    super();
  }

  override eq(other: Said): boolean {
    return other.says === this.says;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "cm-error-said";
    element.textContent = ` ${texts.editor.failedHere(this.says)}`;
    return element;
  }
}

class ErrorMarker extends GutterMarker {
  override elementClass = "cm-error-number";
}

const marker = new ErrorMarker();

function placed({ doc }: EditorState, { line, says }: LineError): Marked | null {
  if (line < 1 || line > doc.lines) return null;
  const { from, text } = doc.line(line);
  return { from, text, says };
}

const field = StateField.define<Marked | null>({
  create: () => null,
  update(before, { effects, changes, state }) {
    let now = before;
    if (now !== null && !changes.empty) {
      const from = changes.mapPos(now.from, 1);
      const line = state.doc.lineAt(from);
      now = line.from === from && line.text === now.text ? { ...now, from } : null;
    }
    for (const effect of effects) if (effect.is(mark)) now = effect.value === null ? null : placed(state, effect.value);
    return now;
  },
  provide: (marked) => [
    EditorView.decorations.from(marked, (now): DecorationSet => {
      if (now === null) return Decoration.none;
      const attributes = { title: texts.editor.failedHere(now.says) };
      const line = Decoration.line({ class: "cm-error-line", attributes });
      const said = Decoration.widget({ widget: new Said(now.says), side: 1 });
      return Decoration.set([line.range(now.from), said.range(now.from + now.text.length)]);
    }),
    lineNumberMarkers.from(marked, (now) => (now === null ? RangeSet.empty : RangeSet.of([marker.range(now.from)]))),
  ],
});

/** For the editor, once. */
export const errorLine = field;

/** Marks where a run failed, in the text as it is; null takes the mark away. */
export function markError(view: EditorView, error: LineError | null): void {
  if (error === null && view.state.field(field) === null) return;
  view.dispatch({ effects: mark.of(error) });
}
