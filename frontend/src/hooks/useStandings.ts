/** How everybody in the room is, and what this page shows of its own person. */
import { useEffect, useState } from "react";
import { watchActivity } from "../services/collab/activity";
import { Standings } from "../services/collab/standings";
import type { Activity, RoomClient, SharedText, ShownStanding, Standing } from "../services/collab/types";

const NOBODY: ReadonlyMap<string, Standing> = new Map();

/** The standings in a text by participant. */
export function useStandings(text: SharedText): ReadonlyMap<string, Standing> {
  const [of, setOf] = useState(NOBODY);
  useEffect(() => {
    const standings = new Standings(text);
    const take = () => setOf(standings.snapshot().of);
    const leave = standings.subscribe(take);
    take();
    return () => {
      leave();
      standings.dispose();
    };
  }, [text]);
  return of;
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
