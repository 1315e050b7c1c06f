/** Says what a call takes to who does not see the tooltip that shows it: the call when it is shown, then each argument that is come to. */
import { EditorView, getTooltip, showTooltip, ViewPlugin, type ViewUpdate } from "@codemirror/view";

interface Shown {
  readonly call: string;
  /** The argument that is being typed; empty where that is not known. */
  readonly argument: string;
}

/** Read off the tooltip: the client keeps to itself what the server has answered. */
function shownIn(view: EditorView): Shown | null {
  for (const tooltip of view.state.facet(showTooltip)) {
    const dom = tooltip === null ? null : getTooltip(view, tooltip)?.dom;
    const signature = dom?.querySelector(".cm-lsp-signature");
    if (signature === null || signature === undefined) continue;
    const argument = signature.querySelector(".cm-lsp-active-parameter")?.textContent ?? "";
    return { call: signature.textContent ?? "", argument };
  }
  return null;
}

export const spokenSignature = ViewPlugin.fromClass(
  class {
    private said: Shown | null = null;

    update({ view, state, startState }: ViewUpdate): void {
      if (state.facet(showTooltip) === startState.facet(showTooltip)) return;
      // The tooltip is drawn behind this update.
      view.requestMeasure({ key: this, read: shownIn, write: (shown, drawn) => this.say(shown, drawn) });
    }

    private say(shown: Shown | null, view: EditorView): void {
      const before = this.said;
      this.said = shown;
      if (shown === null) return;
      const { call, argument } = shown;
      const isNew = before?.call !== call;
      if (!isNew && before.argument === argument) return;
      const words = (isNew ? [call, argument] : [argument]).filter((word) => word !== "").join("; ");
      // A view takes no changes while it measures.
      queueMicrotask(() => view.dispatch({ effects: EditorView.announce.of(words) }));
    }
  },
);
