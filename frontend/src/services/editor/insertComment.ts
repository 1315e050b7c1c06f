/** Puts what somebody said into the code, as a comment of its language. */
import type { EditorView } from "@codemirror/view";

interface CommentTokens {
  readonly line?: string;
  readonly block?: { readonly open: string; readonly close: string };
}

/** Inserts the lines above the caret's line, indented as it is, as one's own edit. */
export function insertComment(view: EditorView, said: string): void {
  const { state } = view;
  const line = state.doc.lineAt(state.selection.main.head);
  const indent = /^\s*/.exec(line.text)?.[0] ?? "";
  const [tokens] = state.languageDataAt<CommentTokens>("commentTokens", line.from);
  const insert = said
    .split("\n")
    .map((text) => `${indent}${commented(text, tokens ?? {})}\n`)
    .join("");
  view.dispatch({ changes: { from: line.from, insert }, userEvent: "input.paste", scrollIntoView: true });
}

function commented(text: string, { line, block }: CommentTokens): string {
  if (line === undefined && block !== undefined) {
    return `${block.open} ${text.replaceAll(block.close, "")} ${block.close}`;
  }
  return `${line ?? "//"} ${text}`.trimEnd();
}
