/** What must not reach the shared text: more than it may hold, half line ends, and what no person did. */
import { Annotation, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { isFromOthers } from "./origin";

/** Marks a change that may replace the whole document although no key was pressed. */
export const isIntended = Annotation.define<true>();

/**
 * Refuses changes of this person that make the text longer than `limit()` UTF-16 units, and calls `onLimit` afterwards.
 * What others wrote always comes in: refusing it would make the replicas differ.
 */
export function textLimit(limit: () => number, onLimit: () => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || isFromOthers(transaction)) return transaction;
    const after = transaction.newDoc.length;
    if (after <= limit() || after <= transaction.startState.doc.length) return transaction;
    queueMicrotask(onLimit);
    return [];
  });
}

/**
 * Refuses to exchange the whole document where nobody did it: that is how a React wrapper makes the editor equal to a stale
 * `value`, and it would overwrite what everybody wrote.
 */
export const noExchange: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || isFromOthers(transaction)) return transaction;
  const isAnybodys = transaction.annotation(Transaction.userEvent) ?? transaction.annotation(isIntended);
  if (isAnybodys !== undefined) return transaction;
  let isWhole = false;
  transaction.changes.iterChangedRanges((from, to) => {
    isWhole ||= from === 0 && to === transaction.startState.doc.length;
  });
  return isWhole ? [] : transaction;
});

/** Refuses what is pasted or dropped in where a host has locked that, and calls `onRefused` afterwards. */
export function pasteLock(isLocked: () => boolean, onRefused: () => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    const isPasted = transaction.isUserEvent("input.paste") || transaction.isUserEvent("input.drop");
    if (!transaction.docChanged || !isPasted || !isLocked()) return transaction;
    queueMicrotask(onRefused);
    return [];
  });
}

/**
 * Only `\n` ends a line, as in the shared text: an editor that takes `\r\n` for one character would count other positions
 * than everybody else. What is pasted or dropped is converted.
 */
export const lineEnds: Extension = [
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
];
