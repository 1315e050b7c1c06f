/** Whether a media query holds now. */
import { useCallback, useSyncExternalStore } from "react";

/** One column with tabs below this width. */
export const NARROW = "(max-width: 640px)";
/** Code above output, rather than beside it, below this width. */
export const STACKED = "(max-width: 900px)";

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
