/** Speaks the end of each run, one's own and others', to screen readers. */
import { useEffect, useRef } from "react";
import type { Run } from "../../services/collab/types";
import { texts } from "../../texts";
import { formatDuration } from "../format";
import { useMessages } from "../messages";

export function useRunAnnouncements(runs: readonly Run[], yourId: string | null): void {
  const { announce } = useMessages();
  const running = useRef(new Set<string>());
  useEffect(() => {
    for (const run of runs) {
      const who = run.by.id === yourId ? texts.output.you : run.by.name;
      if (run.outcome === "running" && !running.current.has(run.id)) {
        running.current.add(run.id);
        if (run.by.id !== yourId) announce(texts.run.announceStarted(who));
      }
      if (run.outcome !== "running" && running.current.delete(run.id)) {
        announce(texts.run.announceFinished(who, texts.run.outcome[run.outcome], formatDuration(run.durationMs ?? 0)));
      }
    }
  }, [runs, yourId, announce]);
}
