/** How everybody in the room is, and what this page shows of its own person. */
import { useEffect, useState } from "react";
import { watchActivity } from "../services/collab/activity";
import { Standings } from "../services/collab/standings";
import type { Activity, RoomClient, SharedText, ShownStanding, Standing } from "../services/collab/types";

const NOBODY: ReadonlyMap<string, Standing> = new Map();

/** The standings by participant; who types in any of the texts is typing. */
export function useStandings(texts: readonly SharedText[]): ReadonlyMap<string, Standing> {
  const [of, setOf] = useState(NOBODY);
  const key = texts.map(({ doc }) => doc.guid).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the texts
  useEffect(() => {
    const watched = texts.map((text) => new Standings(text));
    const take = () => setOf(together(watched.map((standings) => standings.snapshot().of)));
    const leaves = watched.map((standings) => standings.subscribe(take));
    take();
    return () => {
      for (const leave of leaves) leave();
      for (const standings of watched) standings.dispose();
    };
  }, [key]);
  return of;
}

/** What is shown in one text is shown in all of them, but for typing. */
function together([first = NOBODY, ...others]: readonly ReadonlyMap<string, Standing>[]): ReadonlyMap<
  string,
  Standing
> {
  if (others.length === 0) return first;
  const all = new Map(first);
  for (const [id, standing] of others.flatMap((of) => [...of])) {
    const known = all.get(id) ?? standing;
    all.set(id, { ...known, isTyping: known.isTyping || standing.isTyping });
  }
  return all;
}

/** Shows the others how this person is, for as long as the component is there. `runtime`: the language that is ready. */
export function useOwnStanding(client: RoomClient, runtime: string | null): void {
  const [activity, setActivity] = useState<Activity>("active");
  useEffect(() => watchActivity(setActivity), []);
  useEffect(() => client.show({ activity, runtime }), [client, activity, runtime]);
}

/** What is said of a participant. */
export function shownStanding(standing: Standing | undefined): ShownStanding {
  if (standing === undefined) return "active";
  return standing.isTyping ? "typing" : standing.activity;
}
