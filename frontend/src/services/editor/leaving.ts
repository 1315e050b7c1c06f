/** Escape, then Tab, leaves the editor, in every keymap and however long one takes; the editor says so when Escape is pressed. */
import { completionStatus } from "@codemirror/autocomplete";
import { type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, showPanel } from "@codemirror/view";

/** How long Tab leaves after Escape if no other key is pressed. CodeMirror's own two seconds are short for many hands. */
const LEAVE_MS = 3_600_000;
const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta", "Escape"]);

const setLeaving = StateEffect.define<boolean>();

export interface LeavingOptions {
  /** What the editor shows while Tab leaves it. */
  readonly sentence: () => string;
  /** Says it to screen readers. */
  readonly announce: () => void;
}

export function escapeLeaves({ sentence, announce }: LeavingOptions): Extension {
  const isLeaving = StateField.define<boolean>({
    create: () => false,
    update: (value, transaction) =>
      transaction.effects.reduce((now, effect) => (effect.is(setLeaving) ? effect.value : now), value),
    provide: (field) =>
      showPanel.from(field, (isShown) =>
        isShown
          ? () => {
              const dom = document.createElement("div");
              dom.className = "cm-leaving";
              dom.textContent = sentence();
              return { dom };
            }
          : null,
      ),
  });
  const say = (view: EditorView, value: boolean): void => {
    if (view.state.field(isLeaving) !== value) view.dispatch({ effects: setLeaving.of(value) });
  };
  const keys = EditorView.domEventHandlers({
    keydown(event, view) {
      // Where it closes the list of completions it does nothing else.
      if (event.key === "Escape" && completionStatus(view.state) === null && !event.isComposing) {
        // CodeMirror sets its own, shorter time in the course of this event.
        queueMicrotask(() => view.setTabFocusMode(LEAVE_MS));
        if (!view.state.field(isLeaving)) announce();
        say(view, true);
      } else if (!MODIFIERS.has(event.key) && event.key !== "Tab") {
        say(view, false);
      }
      return false;
    },
    blur(_event, view) {
      view.setTabFocusMode(false);
      say(view, false);
      return false;
    },
  });
  return [isLeaving, Prec.highest(keys)];
}
