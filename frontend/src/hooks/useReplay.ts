/** A session's recording for the components: loaded while the page shows it, and given back with it. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Player, PlayerSnapshot } from "../services/replay/player";
import { Replay, type ReplayState } from "../services/replay/replay";
import { LANGUAGES } from "../services/runtimes/registry";
import { identity } from "./identity";

const nothing = () => () => undefined;

/** The language of an entry file's text. */
function languageOfText(text: string): string | undefined {
  return LANGUAGES.find(({ fileName }) => `file/${fileName}` === text)?.id;
}

export interface ReplayOfSession {
  /** `null` until the first effect. */
  readonly state: ReplayState | null;
  readonly reload: () => void;
}

export function useReplay(sessionId: string): ReplayOfSession {
  const [replay, setReplay] = useState<Replay | null>(null);
  useEffect(() => {
    const made = new Replay({ sessionId, languageOfText, key: identity.hostKey(sessionId) ?? identity.key(sessionId) });
    setReplay(made);
    return () => {
      made.dispose();
      setReplay(null);
    };
  }, [sessionId]);
  const state = useSyncExternalStore(replay?.subscribe ?? nothing, () => replay?.snapshot() ?? null);
  return { state, reload: () => replay?.reload() };
}

/** Where the player stands; draws again with each of its ticks. */
export function usePlayer(player: Player): PlayerSnapshot {
  return useSyncExternalStore(player.subscribe, player.snapshot);
}

/** One fact of the player; draws again only when it changes. */
export function usePlayerFact<T>(player: Player, fact: (snapshot: PlayerSnapshot) => T): T {
  return useSyncExternalStore(player.subscribe, () => fact(player.snapshot()));
}
