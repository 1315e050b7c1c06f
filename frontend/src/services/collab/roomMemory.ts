/** What this browser keeps of a room beside its texts: the last visit, its place among the recent sessions, who it is there. */
import type { BrowserStore } from "./browserStore";
import type { Clock } from "./clock";
import type { Identity } from "./identity";
import { forgetSession, rememberSession } from "./recentSessions";
import type { RoomView } from "./roomView";
import type { Run } from "./types";
import { forgetVisit, lastVisit, rememberVisit, type Visit } from "./visits";

export interface RoomMemoryOptions {
  readonly sessionId: string;
  readonly store: BrowserStore;
  readonly identity: Identity;
  readonly clock: Clock;
}

export class RoomMemory {
  readonly #options: RoomMemoryOptions;

  constructor(options: RoomMemoryOptions) {
    this.#options = options;
  }

  /** The last visit, or `null`. */
  recall(): Visit | null {
    return lastVisit(this.#options.store, this.#options.sessionId);
  }

  /** Does nothing before the server has said what the room is. */
  remember({ session, you, files }: RoomView, runs: readonly Run[]): void {
    if (session === null || you === null) return;
    const { store, clock } = this.#options;
    rememberVisit(store, { session, you, runs, files });
    const { id, title, language } = session;
    rememberSession({ id, title, language, lastOpenedAt: clock.now() }, store);
  }

  /** The session is no more. */
  forget(): void {
    const { store, sessionId, identity } = this.#options;
    forgetVisit(store, sessionId);
    forgetSession(sessionId, store);
    identity.forget(sessionId);
  }
}
