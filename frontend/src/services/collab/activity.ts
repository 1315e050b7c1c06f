/** Whether the person before this page does something, has paused, or is elsewhere. */
import { type Clock, systemClock } from "./clock";
import type { Activity } from "./types";

/** How long without a key or a movement counts as a pause (docs/protocol.md PR8). */
export const IDLE_MS = 60_000;
const SIGNS = ["keydown", "pointermove", "pointerdown", "wheel", "touchmove"] as const;

/** Tells the activity now, and each change of it, until the returned function is called. */
export function watchActivity(tell: (activity: Activity) => void, clock: Clock = systemClock): () => void {
  let told: Activity | null = null;
  let lastSign = clock.now();
  let cancel = (): void => {};
  const look = (): void => {
    cancel();
    const rest = lastSign + IDLE_MS - clock.now();
    const activity = document.visibilityState === "hidden" ? "away" : rest <= 0 ? "idle" : "active";
    // One timer at a time, however many signs come.
    cancel = activity === "active" ? clock.after(rest, look) : () => {};
    if (activity === told) return;
    told = activity;
    tell(activity);
  };
  const onSign = (): void => {
    lastSign = clock.now();
    if (told !== "active") look();
  };
  const onVisibility = (): void => {
    lastSign = clock.now();
    look();
  };
  const options = { passive: true, capture: true };
  for (const sign of SIGNS) document.addEventListener(sign, onSign, options);
  document.addEventListener("visibilitychange", onVisibility);
  look();
  return () => {
    cancel();
    for (const sign of SIGNS) document.removeEventListener(sign, onSign, options);
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
