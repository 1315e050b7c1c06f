/** An editor that only shows: the text of a moment, and the place that somebody has just changed. */
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
  WidgetType,
} from "@codemirror/view";
import { isPaletteColor } from "../collab/palette";
import type { FontSize } from "../settings/settings";
import { languageExtension, languageLabel } from "./languages";
import { darkness, sizedCode, theme } from "./theme";

/** What was changed last: offsets into the text, the author's palette colour (`null`: nobody is named) and name. */
export interface ChangeMark {
  readonly from: number;
  readonly to: number;
  readonly color: string | null;
  readonly name: string;
}

export interface ReplayViewStart {
  readonly language: string;
  readonly dark: boolean;
  readonly fontSize: FontSize;
  /** What an empty text says. */
  readonly empty: string;
}

export interface ReplayView {
  /** Makes the view show this text by the smallest change, so that it scrolls only where `follow` asks it to. */
  show(text: string, mark: ChangeMark | null, follow: boolean): void;
  setLanguage(language: string): void;
  setDark(isDark: boolean): void;
  setFontSize(px: FontSize): void;
  dispose(): void;
}

/** How much is kept in sight around the place that is followed, in pixels. */
const FOLLOW_MARGIN_PX = 72;

export function createReplayView(parent: HTMLElement, start: ReplayViewStart): ReplayView {
  const language = new Compartment();
  const dark = new Compartment();
  const size = new Compartment();
  const view = new EditorView({
    parent,
    extensions: [
      lineNumbers(),
      placeholder(start.empty),
      highlightSpecialChars(),
      drawSelection(),
      search({ top: true }),
      keymap.of(searchKeymap),
      EditorState.readOnly.of(true),
      language.of(inLanguage(start.language)),
      dark.of(darkness(start.dark)),
      size.of(sizedCode(start.fontSize)),
      marks,
      theme,
      markLooks,
    ],
  });
  return {
    show(text, mark, follow) {
      view.dispatch({
        ...differenceOf(view.state.doc.toString(), text),
        effects: [
          setMark.of(mark),
          ...(follow && mark !== null
            ? [EditorView.scrollIntoView(mark.to, { y: "nearest", yMargin: FOLLOW_MARGIN_PX })]
            : []),
        ],
      });
    },
    setLanguage: (id) => view.dispatch({ effects: language.reconfigure(inLanguage(id)) }),
    setDark: (isDark) => view.dispatch({ effects: dark.reconfigure(darkness(isDark)) }),
    setFontSize: (px) => view.dispatch({ effects: size.reconfigure(sizedCode(px)) }),
    dispose: () => view.destroy(),
  };
}

/** The one change that makes `before` into `after`, as short as it can be; none where they are equal. */
export function differenceOf(
  before: string,
  after: string,
): { changes?: { from: number; to: number; insert: string } } {
  if (before === after) return {};
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { changes: { from: start, to: before.length - end, insert: after.slice(start, after.length - end) } };
}

function inLanguage(id: string): Extension {
  return [
    languageExtension(id),
    EditorView.contentAttributes.of({
      tabindex: "0",
      "aria-readonly": "true",
      "aria-label": `Code at this moment, ${languageLabel(id)}`,
    }),
  ];
}

const setMark = StateEffect.define<ChangeMark | null>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) return drawn(effect.value, transaction.state.doc.length);
    }
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function drawn(mark: ChangeMark | null, length: number): DecorationSet {
  if (mark === null) return Decoration.none;
  const style = `--author: ${authorVariable(mark.color)}`;
  const to = Math.min(mark.to, length);
  const from = Math.min(mark.from, to);
  const caret = Decoration.widget({ widget: new CaretWidget(style, mark.name), side: 1 }).range(to);
  if (from === to) return Decoration.set([caret]);
  const written = Decoration.mark({ class: "cm-replayChange", attributes: { style } }).range(from, to);
  return Decoration.set([written, caret], true);
}

function authorVariable(color: string | null): string {
  return isPaletteColor(color) ? `var(--participant-${color})` : "var(--ink-3)";
}

/** A caret in its author's colour. The name is in the pane's head, where it covers no code. */
class CaretWidget extends WidgetType {
  constructor(
    readonly style: string,
    readonly name: string,
  ) {
    super();
  }

  override eq(other: CaretWidget): boolean {
    return other.style === this.style && other.name === this.name;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "cm-replayCaret";
    caret.style.cssText = this.style;
    caret.setAttribute("aria-hidden", "true");
    caret.dataset.author = this.name;
    return caret;
  }
}

const markLooks = EditorView.baseTheme({
  ".cm-replayChange": {
    backgroundColor: "color-mix(in srgb, var(--author) 22%, transparent)",
    boxShadow: "inset 0 -2px 0 var(--author)",
  },
  ".cm-replayCaret": {
    position: "relative",
    display: "inline-block",
    width: "0",
    height: "1.15em",
    verticalAlign: "text-bottom",
    outline: "1px solid var(--author)",
  },
  ".cm-replayCaret::before": {
    content: "''",
    position: "absolute",
    top: "-3px",
    left: "-3px",
    width: "6px",
    height: "6px",
    backgroundColor: "var(--author)",
  },
});
