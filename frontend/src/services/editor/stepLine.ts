/** Marks the line of the file that a step of a run is about to execute. */
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";

/** A line counted from 1, or null for none. */
const mark = StateEffect.define<number | null>();
const decoration = Decoration.line({ class: "cm-step-line" });

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    let now = marked.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(mark)) continue;
      const { doc } = transaction.state;
      const line = effect.value;
      const isThere = line !== null && line >= 1 && line <= doc.lines;
      now = isThere ? Decoration.set(decoration.range(doc.line(line).from)) : Decoration.none;
    }
    return now;
  },
  provide: (marked) => EditorView.decorations.from(marked),
});

/** Which views know the field already: it is added on first use. */
const views = new WeakSet<EditorView>();

/** Marks the line and brings it in sight, without the focus; null takes the mark away. */
export function markStep(view: EditorView, line: number | null): void {
  if (!views.has(view)) {
    if (line === null) return;
    views.add(view);
    view.dispatch({ effects: StateEffect.appendConfig.of(field) });
  }
  const { doc } = view.state;
  const isThere = line !== null && line >= 1 && line <= doc.lines;
  const scroll = isThere ? [EditorView.scrollIntoView(doc.line(line).from, { y: "nearest", yMargin: 60 })] : [];
  view.dispatch({ effects: [mark.of(line), ...scroll] });
}
