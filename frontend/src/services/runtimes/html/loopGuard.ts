/** What guarded loops ask, see `loops.ts`: ends a loop when the page has not let go of the browser for a while. */

/** How long a page may go on without a pause. */
export const MAX_TURN_MS = 2000;

/** Asking the clock is dear: it is asked in every so many turns of a loop. */
const TURNS_A_LOOK = 16;

/** A guard for one page. */
export function makeLoopGuard(): () => void {
  const { port1, port2 } = new MessageChannel();
  const now = performance.now.bind(performance);
  const rest = port2.postMessage.bind(port2);
  let count = 0;
  let since: number | null = null;
  // Arrives in the page's next turn, which is the pause.
  port1.onmessage = () => {
    since = null;
  };
  return () => {
    count += 1;
    if (count % TURNS_A_LOOK !== 0) return;
    if (since === null) {
      since = now();
      rest(null);
    } else if (now() - since > MAX_TURN_MS) {
      throw new RangeError(`A loop went on for ${MAX_TURN_MS / 1000} s without a pause and was ended.`);
    }
  };
}
