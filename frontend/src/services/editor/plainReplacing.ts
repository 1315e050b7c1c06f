/**
 * Puts in itself what is typed over a selection. The browser would give it the looks of what it replaces, as inline styles: the page's
 * policy refuses them, and the editor draws the text anew anyway. An input method's text stays the browser's.
 */
import { EditorView } from "@codemirror/view";

/** There the browser puts the text in, whatever is said of the event. */
const isAndroid = /Android/.test(globalThis.navigator?.userAgent ?? "");

export const plainReplacing = EditorView.domEventHandlers({
  beforeinput({ data, inputType, isComposing, cancelable }, view) {
    const { main } = view.state.selection;
    const isTyped = inputType === "insertText" && cancelable && !isComposing && !view.composing;
    if (isAndroid || !isTyped || data === null || main.empty || view.state.readOnly) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert());
    return true;
  },
});
