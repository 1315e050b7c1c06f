/** The replay's keys wherever the focus is: Space and K play, comma and full stop step. */
import { useEffect } from "react";
import type { Player } from "../services/replay/player";

/** Controls that Space operates. */
const PRESSED_BY_SPACE = "button, a, [role='radio'], [role='option'], [role='menuitem'], summary";
const TYPED_INTO = "input, textarea, select";

export function useReplayKeys(player: Player): void {
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = {
      " ": () => player.toggle(),
      k: () => player.toggle(),
      ",": () => player.step(-1),
      ".": () => player.step(1),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const act = acts[event.key.toLowerCase()];
      if (act === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest(TYPED_INTO) !== null) return;
      if (event.key === " " && target.closest(PRESSED_BY_SPACE) !== null) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [player]);
}
