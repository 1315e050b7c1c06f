/** The time, renewed at an interval while a component wants it. */
import { useEffect, useState } from "react";

/** Milliseconds since 1970, renewed every `intervalMs`; `null` rests. */
export function useNow(intervalMs: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (intervalMs === null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), intervalMs);
    return () => window.clearInterval(timer);
  }, [intervalMs]);
  return now;
}
