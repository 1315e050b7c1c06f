/** Says what a call takes to who does not see the tooltip that shows it. */
import { EditorView, getTooltip, showTooltip, ViewPlugin, type ViewUpdate } from "@codemirror/view";

/** The call's words and, apart, the argument that is being typed; null where none is shown. */
function shownIn(view: EditorView): string | null {
  for (const tooltip of view.state.facet(showTooltip)) {
    const dom = tooltip === null ? null : getTooltip(view, tooltip)?.dom;
    const signature = dom?.querySelector(".cm-lsp-signature");
    if (signature === null || signature === undefined) continue;
    const active = signature.querySelector(".cm-lsp-active-parameter")?.textContent ?? "";
    return [signature.textContent, active].filter((words) => words !== "").join("; ");
  }
  return null;
}

export const spokenSignature = ViewPlugin.fromClass(
  class {
    private said: string | null = null;

    update({ view, state, startState }: ViewUpdate): void {
      if (state.facet(showTooltip) === startState.facet(showTooltip)) return;
      // The tooltip is drawn behind this update.
      view.requestMeasure({ key: this, read: shownIn, write: (shown, drawn) => this.say(shown, drawn) });
    }

    private say(shown: string | null, view: EditorView): void {
      if (shown === this.said) return;
      this.said = shown;
      // A view takes no changes while it measures.
      if (shown !== null) queueMicrotask(() => view.dispatch({ effects: EditorView.announce.of(shown) }));
    }
  },
);
