/** A value that turns calm late and restless at once, so that a word on the screen does not flicker with each key. */
import { useEffect, useState } from "react";
import type { SavedState } from "../services/collab/types";

/** How long all must have been saved before the page says so again. */
const CALM_MS = 400;

/** `saved` behind an edit only after it has held for a moment; everything else as soon as it is so. */
export function useSettled(saved: SavedState): SavedState {
  const [shown, setShown] = useState(saved);
  useEffect(() => {
    if (saved !== "saved" || shown === "loading") {
      setShown(saved);
      return;
    }
    const timer = window.setTimeout(() => setShown("saved"), CALM_MS);
    return () => window.clearTimeout(timer);
  }, [saved, shown]);
  return saved === "saved" && shown !== "loading" ? shown : saved;
}
