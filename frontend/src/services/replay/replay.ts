/** Loads a session's recording and says how far it is; then it is ready to be played. */
import { ApiError, getSession, type LogProgress, NetworkError, readLog, type SessionRecord } from "../../api";
import { type Clock, systemClock } from "../collab/clock";
import { type ReplayEntry, readLine } from "./entries";
import { Player } from "./player";
import { Recording, type RecordingHead } from "./recording";

/** Why there is no recording. `STORAGE_UNAVAILABLE` and `away` may pass. */
export type ReplayFailure = "notFound" | "storage" | "away" | "unreadable";

export type ReplayState =
  | { readonly kind: "loading"; readonly progress: LogProgress }
  | { readonly kind: "ready"; readonly recording: Recording; readonly player: Player }
  | { readonly kind: "empty"; readonly title: string }
  | { readonly kind: "failed"; readonly reason: ReplayFailure };

export interface ReplayOptions {
  readonly sessionId: string;
  /** Shows the server who asks: the host's key, or this browser's. */
  readonly key?: string | null;
  readonly languageOfText: RecordingHead["languageOfText"];
  readonly clock?: Clock;
}

const BEGINNING: ReplayState = { kind: "loading", progress: { bytes: 0, share: null } };

export class Replay {
  readonly #options: ReplayOptions;
  readonly #listeners = new Set<() => void>();
  #state: ReplayState = BEGINNING;
  #abort = new AbortController();

  /** Begins to load at once. */
  constructor(options: ReplayOptions) {
    this.#options = options;
    void this.#load(this.#abort);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): ReplayState => this.#state;

  /** Loads anew, also what was recorded meanwhile. */
  reload(): void {
    this.#end();
    this.#abort = new AbortController();
    this.#set(BEGINNING);
    void this.#load(this.#abort);
  }

  /** Stops loading and playing. Safe to call twice. */
  dispose(): void {
    this.#end();
    this.#listeners.clear();
  }

  async #load(abort: AbortController): Promise<void> {
    let next: ReplayState;
    try {
      const { sessionId } = this.#options;
      const [session, entries] = await Promise.all([getSession(sessionId), this.#readEntries(abort.signal)]);
      next = this.#made(session, entries);
    } catch (error) {
      next = { kind: "failed", reason: failureOf(error) };
    }
    // A load that was replaced or given up has nothing to say any more.
    if (!abort.signal.aborted) this.#set(next);
    abort.abort();
  }

  async #readEntries(signal: AbortSignal): Promise<readonly ReplayEntry[]> {
    const entries: ReplayEntry[] = [];
    await readLog(
      this.#options.sessionId,
      {
        signal,
        seq: () => entries.at(-1)?.seq ?? 0,
        onLine: (json) => {
          const entry = readLine(json);
          if (entry !== null) entries.push(entry);
        },
        onProgress: (progress) => {
          if (!signal.aborted) this.#set({ kind: "loading", progress });
        },
      },
      this.#options.key,
    );
    return entries;
  }

  #made({ title, language }: SessionRecord, entries: readonly ReplayEntry[]): ReplayState {
    const recording = new Recording(entries, { title, language, languageOfText: this.#options.languageOfText });
    if (recording.firstSight === null) return { kind: "empty", title };
    const player = new Player(recording.timeline, this.#options.clock ?? systemClock);
    player.seekPosition(recording.firstSight);
    return { kind: "ready", recording, player };
  }

  #end(): void {
    this.#abort.abort();
    if (this.#state.kind === "ready") this.#state.player.dispose();
  }

  #set(state: ReplayState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

function failureOf(error: unknown): ReplayFailure {
  if (error instanceof NetworkError) return "away";
  if (!(error instanceof ApiError)) return "unreadable";
  if (error.code === "SESSION_NOT_FOUND") return "notFound";
  if (error.code === "STORAGE_UNAVAILABLE") return "storage";
  return error.status >= 502 && error.status <= 504 ? "away" : "unreadable";
}
