/** Takes a person to a line. */
import { EditorView } from "@codemirror/view";

/** Puts the caret to the first letter of the line, counted from 1, in sight and with the focus; a line too far is the last. */
export function showLine(view: EditorView, number: number): void {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(1, number), doc.lines));
  const indent = /^\s*/.exec(line.text)?.[0].length ?? 0;
  const anchor = line.from + indent;
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}
