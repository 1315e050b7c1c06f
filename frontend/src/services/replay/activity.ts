/** How much was typed when, and by whom: the picture along the timeline. */
import type { ReplayEntry } from "./entries";
import type { Timeline } from "./timeline";

/** One stretch of playing time. `share` compares it with the busiest; `by` changed texts most often in it. */
export interface Bar {
  readonly share: number;
  readonly by: string | null;
}

/** `count` stretches of equal playing time. */
export function measureActivity(entries: readonly ReplayEntry[], timeline: Timeline, count: number): readonly Bar[] {
  const stretches = Array.from({ length: count }, () => new Map<string | null, number>());
  const length = Math.max(1, timeline.duration) / count;
  entries.forEach((entry, index) => {
    if (entry.kind !== "text") return;
    const stretch = stretches[Math.min(count - 1, Math.floor(timeline.playedAt(index + 1) / length))];
    stretch?.set(entry.by, (stretch.get(entry.by) ?? 0) + 1);
  });
  const totals = stretches.map((stretch) => [...stretch.values()].reduce((sum, changes) => sum + changes, 0));
  const busiest = Math.max(1, ...totals);
  return stretches.map((stretch, index) => {
    const [most] = [...stretch].sort((one, other) => other[1] - one[1]);
    return { share: (totals[index] ?? 0) / busiest, by: most?.[0] ?? null };
  });
}
