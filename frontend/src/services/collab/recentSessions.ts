/** The sessions that this browser has opened, newest first, for the home page. */
import { number, object, readRecord, ShapeError, string } from "../../api/shape";
import { type BrowserStore, browserStore } from "./browserStore";

export const MAX_RECENT_SESSIONS = 12;
const KEY = "recent";

export interface RecentSession {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly lastOpenedAt: number;
}

const readRecent = object<RecentSession>({ id: string, title: string, language: string, lastOpenedAt: number });

export function recentSessions(store: BrowserStore = browserStore): readonly RecentSession[] {
  return store.read(KEY, readTolerantly, []);
}

/** Puts a session first, in place of what was known of it. */
export function rememberSession(session: RecentSession, store: BrowserStore = browserStore): void {
  const others = recentSessions(store).filter((known) => known.id !== session.id);
  store.write(KEY, [session, ...others].slice(0, MAX_RECENT_SESSIONS));
}

export function forgetSession(id: string, store: BrowserStore = browserStore): void {
  store.write(
    KEY,
    recentSessions(store).filter((known) => known.id !== id),
  );
}

/** Keeps what can be read: one broken entry must not cost the others. */
function readTolerantly(value: unknown): readonly RecentSession[] {
  if (!Array.isArray(value)) throw new ShapeError("Expected a list.");
  return value.flatMap((item: unknown) => {
    try {
      return [readRecent(readRecord(item))];
    } catch {
      return [];
    }
  });
}
