/** How one text becomes another by small changes, so that carets beside them stay where they are. */
import { diff } from "@codemirror/merge";
import type { Edit } from "./messages";

/** Bounds the search for the smallest changes; beyond it they are right, and larger. */
const SEARCH = { scanLimit: 1_000, timeout: 500 } as const;

/** Where `before` must be changed, in order and without overlaps, to become `after`. */
export function smallestEdits(before: string, after: string): Edit[] {
  return diff(before, after, SEARCH).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}
