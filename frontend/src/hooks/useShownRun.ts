/** Which run the pane shows: the newest, one's own while it goes on, or the one that was picked. */
import { useState } from "react";
import type { Run } from "../services/collab/types";

export interface ShownRun {
  readonly run: Run | undefined;
  pick(id: string): void;
  /** While one's own run goes on: the newest run that somebody else has begun since, or null. */
  readonly newerOfOthers: Run | null;
  /** Whether another run is looked at while one's own goes on. */
  readonly isElsewhere: boolean;
}

/**
 * @param ownId one's own run that is under way, or null.
 * @param ownWaits whether it asks for input: then it is what is shown.
 */
export function useShownRun(runs: readonly Run[], ownId: string | null, ownWaits: boolean): ShownRun {
  const [picked, setPicked] = useState<{ readonly id: string; readonly during: string | null } | null>(null);
  // A pick is over as soon as one's own program begins, or asks.
  if (picked !== null && ownId !== null && (ownWaits || picked.during !== ownId)) setPicked(null);

  const newest = runs.at(-1);
  const usual = ownId === null ? newest : (runs.find(({ id }) => id === ownId) ?? newest);
  const run = runs.find(({ id }) => id === picked?.id) ?? usual;
  const ownAt = runs.findIndex(({ id }) => id === ownId);
  const own = runs[ownAt];
  return {
    run,
    // Who picks what is shown anyway goes along with it again.
    pick: (id) => setPicked(id === usual?.id ? null : { id, during: ownId }),
    newerOfOthers: own === undefined ? null : (runs.slice(ownAt + 1).findLast(({ by }) => by.id !== own.by.id) ?? null),
    isElsewhere: own !== undefined && run !== own,
  };
}
