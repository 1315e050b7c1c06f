/**
 * Keeps characters whole: no change and no selection of this person begins or ends between the two halves (surrogates) of
 * one. The server ends a connection that addresses half a character (docs/protocol.md GU13), and CodeMirror, which compares
 * UTF-16 units, makes such changes of what an input method or an emoji picker did to the DOM.
 */
import {
  type ChangeSpec,
  EditorSelection,
  EditorState,
  type Extension,
  type SelectionRange,
  type Text,
  type Transaction,
} from "@codemirror/state";
import { isFromOthers } from "./origin";

export const wholeCharacters: Extension = EditorState.transactionFilter.of((transaction) => {
  if (isFromOthers(transaction)) return transaction;
  const { newDoc, newSelection } = transaction;
  const changes = transaction.docChanged ? widenings(transaction) : [];
  const isWhole =
    transaction.selection === undefined || newSelection.ranges.every((range) => isWholeRange(newDoc, range));
  if (changes.length === 0 && isWhole) return transaction;
  // The widened change writes what is there again, so that no place moves, and all else of the transaction stays.
  return [transaction, { changes, selection: wholeSelection(newDoc, newSelection), sequential: true }];
});

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What to write again over the transaction's own changes, in places of the new document. */
function widenings({ startState: { doc }, newDoc, changes }: Transaction): ChangeSpec[] {
  const spans: Span[] = [];
  changes.iterChanges((fromA, toA, fromB, toB, inserted) => {
    const before = splits(doc, fromA) ? 1 : 0;
    const after = splits(doc, toA) ? 1 : 0;
    const isWellFormed = inserted.toString().isWellFormed();
    if (before + after > 0 || !isWellFormed) spans.push({ from: fromB - before, to: toB + after });
  });
  return joined(spans).map(({ from, to }) => {
    // A half that is left alone could not be written down as UTF-8, and would be another text on each side.
    return { from, to, insert: newDoc.sliceString(from, to).toWellFormed() };
  });
}

/** Ordered spans, those that overlap as one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && span.from < last.to) result[result.length - 1] = { from: last.from, to: span.to };
    else result.push(span);
  }
  return result;
}

/** Whether a place lies between the two halves of a character. */
function splits(doc: Text, position: number): boolean {
  if (position === 0 || position === doc.length) return false;
  const around = doc.sliceString(position - 1, position + 1);
  return around.length === 2 && (around.codePointAt(0) ?? 0) > 0xffff;
}

const isWholeRange = (doc: Text, { anchor, head }: SelectionRange): boolean =>
  !splits(doc, anchor) && !splits(doc, head);

function wholeSelection(doc: Text, selection: EditorSelection): EditorSelection {
  const ranges = selection.ranges.map((range) => {
    if (isWholeRange(doc, range)) return range;
    const from = range.from - (!range.empty && splits(doc, range.from) ? 1 : 0);
    const to = range.to + (splits(doc, range.to) ? 1 : 0);
    if (range.empty) return EditorSelection.cursor(to);
    return range.anchor < range.head ? EditorSelection.range(from, to) : EditorSelection.range(to, from);
  });
  return EditorSelection.create(ranges, selection.mainIndex);
}
