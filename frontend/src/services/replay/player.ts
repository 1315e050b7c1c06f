/** Plays a timeline: where it stands, how fast it moves. It knows nothing of what is played. */
import type { Cancel, Clock } from "../collab/clock";
import type { Timeline } from "./timeline";

export const SPEEDS = [1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

/** How often the position moves while playing: once in a frame of an ordinary screen. */
export const TICK_MS = 16;

export interface PlayerSnapshot {
  /** Playing time in milliseconds, from 0 to the timeline's duration. */
  readonly time: number;
  /** How many entries have happened. */
  readonly position: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
}

export class Player {
  readonly timeline: Timeline;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #snapshot: PlayerSnapshot;
  #cancel: Cancel | null = null;
  #lastTick = 0;

  constructor(timeline: Timeline, clock: Clock) {
    this.timeline = timeline;
    this.#clock = clock;
    this.#snapshot = { time: 0, position: timeline.positionAt(0), isPlaying: false, speed: 1 };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): PlayerSnapshot => this.#snapshot;

  /** Plays on; from the beginning where it stands at the end. */
  play(): void {
    if (this.#snapshot.isPlaying) return;
    const isAtEnd = this.#snapshot.position >= this.timeline.count;
    this.#set({ isPlaying: true, ...(isAtEnd ? this.#atTime(0) : {}) });
    this.#lastTick = this.#clock.now();
    this.#schedule();
  }

  pause(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#snapshot.isPlaying) this.#set({ isPlaying: false });
  }

  toggle(): void {
    if (this.#snapshot.isPlaying) this.pause();
    else this.play();
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed });
  }

  /** Goes to a playing time; outside of the timeline is its nearest end. Playing goes on. */
  seekTime(time: number): void {
    this.#set(this.#atTime(time));
  }

  /** Goes to a position, from 0 entries to all. */
  seekPosition(position: number): void {
    const bounded = Math.min(this.timeline.count, Math.max(0, Math.round(position)));
    this.#set({ position: bounded, time: this.timeline.playedAt(bounded) });
  }

  /** Pauses, and goes on or back by entries. */
  step(entries: number): void {
    this.pause();
    this.seekPosition(this.#snapshot.position + entries);
  }

  /** Stops, and forgets who listens. Safe to call twice. */
  dispose(): void {
    this.pause();
    this.#listeners.clear();
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const now = this.#clock.now();
    const time = this.#snapshot.time + (now - this.#lastTick) * this.#snapshot.speed;
    this.#lastTick = now;
    if (time >= this.timeline.duration) {
      this.#cancel = null;
      this.#set({ ...this.#atTime(time), isPlaying: false });
      return;
    }
    this.#set(this.#atTime(time));
    this.#schedule();
  }

  #atTime(time: number): Pick<PlayerSnapshot, "time" | "position"> {
    const bounded = Math.min(this.timeline.duration, Math.max(0, time));
    return { time: bounded, position: this.timeline.positionAt(bounded) };
  }

  #set(change: Partial<PlayerSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
