/**
 * Other people's carets and selections, drawn in layers over and under the code. Nothing is inserted into the lines, so no
 * code is shifted, no input method disturbed, and the arrow keys do not stumble.
 *
 * For a stylesheet: `.cm-remoteCaret`, `.cm-remoteName`, `.cm-remoteSelection`, each with `.cm-remote-c0` to
 * `.cm-remote-c9`, which set `--remote-color` from the page's `--participant-c0` to `--participant-c9`.
 */
import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView, layer, RectangleMarker } from "@codemirror/view";
import { PALETTE } from "../collab/palette";
import type { SharedText } from "../collab/types";
import { remoteNames } from "./remoteNames";
import { mustDraw, remotePresence } from "./remotePresence";

/** Draws the others of `text`. Malformed presence shows nothing and never throws. */
export function remoteCarets(text: SharedText): Extension {
  const presence = remotePresence(text);
  const cursorsOf = (view: EditorView) => view.plugin(presence)?.cursors() ?? [];
  const selections = layer({
    above: false,
    class: "cm-remoteSelectionLayer",
    update: mustDraw,
    markers: (view) =>
      cursorsOf(view).flatMap(({ cursor: { anchor, head, color } }) =>
        anchor === head
          ? []
          : RectangleMarker.forRange(
              view,
              `cm-remoteSelection cm-remote-${color}`,
              EditorSelection.range(anchor, head),
            ),
      ),
  });
  const carets = layer({
    above: true,
    class: "cm-remoteCaretLayer",
    update: mustDraw,
    markers: (view) =>
      cursorsOf(view).flatMap(({ cursor: { head, color } }) =>
        RectangleMarker.forRange(view, `cm-remoteCaret cm-remote-${color}`, EditorSelection.cursor(head)),
      ),
  });
  return [presence, selections, carets, remoteNames(cursorsOf), baseTheme];
}

const baseTheme = EditorView.baseTheme({
  ".cm-remoteCaret": {
    width: "2px",
    marginLeft: "-1px",
    backgroundColor: "var(--remote-color)",
    pointerEvents: "none",
  },
  ".cm-remoteSelection": {
    backgroundColor: "color-mix(in srgb, var(--remote-color) 24%, transparent)",
    pointerEvents: "none",
  },
  ...Object.fromEntries(
    PALETTE.map((color) => [`.cm-remote-${color}`, { "--remote-color": `var(--participant-${color})` }]),
  ),
});
