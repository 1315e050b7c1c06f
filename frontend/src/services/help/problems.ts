/** What is wrong at a place, and the way from one such place to the next. */
import { type Diagnostic, forEachDiagnostic, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import { type Command, EditorView } from "@codemirror/view";

/** What is wrong there, in the order of the text. */
export function problemsAt(state: EditorState, at: number): Diagnostic[] {
  const found: Diagnostic[] = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (from <= at && at <= to) found.push(diagnostic);
  });
  return found;
}

/** Goes there, which also shows what is wrong, and says it. */
const goBy =
  (move: Command): Command =>
  (view) => {
    if (!move(view)) return false;
    const said = problemsAt(view.state, view.state.selection.main.from).map(({ message }) => message);
    view.dispatch({ effects: EditorView.announce.of(said.join(" ")) });
    return true;
  };

export const problemMoves = { next: goBy(nextDiagnostic), previous: goBy(previousDiagnostic) } as const;
