/**
 * The editor's looks, all from the page's tokens (`--editor-*`, `--syntax-*`, styles/tokens.css), so that light and dark
 * follow the system without a new view.
 */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { codeSize } from "../settings/appearance";
import type { FontSize } from "../settings/settings";

const highlightStyle = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.moduleKeyword, tags.controlKeyword, tags.operatorKeyword],
    color: "var(--syntax-keyword)",
  },
  { tag: [tags.string, tags.special(tags.string), tags.character], color: "var(--syntax-string)" },
  { tag: [tags.number], color: "var(--syntax-number)" },
  { tag: [tags.comment, tags.docComment], color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--syntax-function)" },
  { tag: [tags.typeName, tags.className, tags.namespace], color: "var(--syntax-type)" },
  { tag: [tags.bool, tags.null, tags.atom, tags.self], color: "var(--syntax-constant)" },
  { tag: [tags.propertyName, tags.attributeName], color: "var(--syntax-property)" },
  { tag: [tags.operator], color: "var(--syntax-operator)" },
  { tag: [tags.punctuation, tags.bracket], color: "var(--syntax-punctuation)" },
  { tag: [tags.definition(tags.variableName)], color: "var(--syntax-definition)" },
  { tag: [tags.function(tags.definition(tags.variableName))], color: "var(--syntax-function)", fontWeight: "600" },
  { tag: [tags.regexp, tags.escape], color: "var(--syntax-regexp)" },
  { tag: [tags.meta, tags.annotation], color: "var(--syntax-meta)" },
  { tag: [tags.invalid], color: "var(--syntax-invalid)" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--editor-text)", backgroundColor: "var(--editor-background)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { caretColor: "var(--editor-caret)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--editor-caret)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--editor-selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--editor-selection-match)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": {
    // Translucent: a selection of somebody else lies beneath the line.
    backgroundColor: "color-mix(in srgb, var(--editor-active-line) 60%, transparent)",
  },
  // The line lies above the selection, which must be seen there too.
  "&.cm-focused:has(.cm-selectionLayer > .cm-selectionBackground) .cm-activeLine": { backgroundColor: "transparent" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--editor-gutter)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--editor-gutter-active)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--editor-bracket-match)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--editor-bracket-mismatch)" },
  ".cm-searchMatch": { backgroundColor: "var(--editor-search-match)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--editor-search-match-current)" },
  ".cm-panels": { backgroundColor: "var(--editor-tooltip)", color: "var(--editor-text)" },
  // Told apart by their lines, not by colour alone.
  ".cm-lintRange": { backgroundImage: "none", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--bad) 1px" },
  ".cm-lintRange-warning": { textDecoration: "underline dashed var(--attention) 1px" },
  ".cm-lintRange-active": { backgroundColor: "var(--editor-search-match)" },
  ".cm-diagnostic": { padding: "4px 10px", whiteSpace: "pre-wrap", maxWidth: "60ch" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--attention)" },
  ".cm-place-problem": { margin: "0", padding: "4px 10px", borderLeft: "3px solid var(--bad)" },
  ".cm-lsp-documentation, .cm-place-info": { maxWidth: "min(60ch, 90vw)", maxHeight: "16em", overflow: "auto" },
  ".cm-lsp-documentation": { padding: "6px 10px" },
  ".cm-lsp-documentation pre": { whiteSpace: "pre-wrap", fontFamily: "var(--font-mono)", fontSize: "0.8125rem" },
  ".cm-tooltip.cm-lsp-signature-tooltip": { maxWidth: "min(60ch, 90vw)", fontSize: "0.8125rem", padding: "4px 10px" },
  ".cm-tooltip .cm-lsp-signature": { fontFamily: "var(--font-mono)" },
  ".cm-tooltip .cm-lsp-active-parameter": { textDecoration: "underline" },
  // CodeMirror's own blue is written for `&light` and `&dark`: one class more wins.
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--hover)",
    color: "var(--editor-text)",
    boxShadow: "inset 2px 0 0 var(--editor-text)",
  },
  ".cm-tooltip": { backgroundColor: "var(--editor-tooltip)", color: "var(--editor-text)" },
});

export const theme: Extension = [looks, syntaxHighlighting(highlightStyle)];

/** The size of the code. It belongs to the theme: CodeMirror measures its lines anew when that changes, and knows of no other change of size. */
export function sizedCode(px: FontSize): Extension {
  return EditorView.theme({ ".cm-scroller": { fontSize: codeSize(px) } });
}

/** CodeMirror's own parts that this theme does not draw choose by this. */
export function darkness(isDark: boolean): Extension {
  return EditorView.darkTheme.of(isDark);
}
