/** Keeps the chosen one of a row of tabs in sight: when it becomes another, and when the row gets its size, as from behind a tab of its own. */
import { type RefObject, useEffect, useRef } from "react";

export interface TabRow<Row extends HTMLElement> {
  readonly row: RefObject<Row | null>;
  /** Of the one that is chosen. */
  readonly chosen: RefObject<HTMLButtonElement | null>;
}

/** @param key of the chosen one; where its name changes, so does the key. */
export function useTabInSight<Row extends HTMLElement>(key: string): TabRow<Row> {
  const row = useRef<Row>(null);
  const chosen = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each one that is chosen is brought into sight
  useEffect(() => {
    if (row.current === null) return;
    // An observer is called once at its beginning.
    const observer = new ResizeObserver(() => chosen.current?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    observer.observe(row.current);
    return () => observer.disconnect();
  }, [key]);
  return { row, chosen };
}
