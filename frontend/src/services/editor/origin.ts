/** Whose a change in the editor is. */
import type { Transaction } from "@codemirror/state";
import { ySyncAnnotation } from "y-codemirror.next";

/** Whether the change comes out of the shared text: typed by others, or taken back by undo. */
export function isFromOthers(transaction: Transaction): boolean {
  return transaction.annotation(ySyncAnnotation) !== undefined;
}
