/** Formats what an editor shows, as one edit of this person that can be taken back at once. */
import { getIndentUnit } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";
import { endUndoStep } from "../editor/binding";
import type { Formatter } from "./formatter";

export type Formatting =
  | { readonly kind: "formatted" | "already" | "notAllowed" | "changing" }
  | { readonly kind: "unreadable"; readonly line: number | null };

/** While others type, the text that was formatted is not the one of now; so often it is tried again. */
const MAX_TRIES = 5;

/** Formats the view's text once its formatter is loaded. @throws FormatterUnavailableError */
export async function formatView(
  formatter: Formatter,
  view: EditorView,
  { language, fileName }: { readonly language: string; readonly fileName: string },
): Promise<Formatting> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (view.state.readOnly) return { kind: "notAllowed" };
    const { doc } = view.state;
    const request = { fileName, text: doc.toString(), indent: getIndentUnit(view.state) };
    const outcome = await formatter.format(language, request);
    if (outcome.kind === "unreadable") return outcome;
    if (view.state.doc !== doc) continue;
    if (view.state.readOnly) return { kind: "notAllowed" };
    if (outcome.edits.length === 0) return { kind: "already" };
    endUndoStep(view);
    view.dispatch({ changes: outcome.edits, userEvent: "format" });
    endUndoStep(view);
    return { kind: "formatted" };
  }
  return { kind: "changing" };
}
