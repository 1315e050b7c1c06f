/**
 * The recording's two times: when things happened, and when they are played. A pause over {@link MAX_PAUSE_MS} is played
 * in {@link SHORT_PAUSE_MS}. Positions count entries: at position n the first n entries have happened.
 */

/** Longer pauses are shortened. */
export const MAX_PAUSE_MS = 3_000;
/** What a shortened pause lasts. */
export const SHORT_PAUSE_MS = 1_000;

/** A pause that is shortened, between two moments of playing time. */
export interface Pause {
  readonly from: number;
  readonly to: number;
  /** How long it really was, in milliseconds. */
  readonly lasted: number;
}

export class Timeline {
  /** Real time of each entry, never going back. */
  readonly #real: number[] = [];
  /** Playing time of each entry; the first is at 0. */
  readonly #played: number[] = [];
  readonly pauses: readonly Pause[];

  /** @param times when each entry was made, in milliseconds since 1970, in the log's order; at least one */
  constructor(times: readonly number[]) {
    const pauses: Pause[] = [];
    let played = 0;
    let before: number | null = null;
    for (const time of times) {
      // The server's clock may have been set back; what came later was later.
      const real: number = before === null ? time : Math.max(before, time);
      const gap: number = real - (before ?? real);
      const isLong = gap > MAX_PAUSE_MS;
      if (isLong) pauses.push({ from: played, to: played + SHORT_PAUSE_MS, lasted: gap });
      played += isLong ? SHORT_PAUSE_MS : gap;
      this.#real.push(real);
      this.#played.push(played);
      before = real;
    }
    this.pauses = pauses;
  }

  /** How many entries there are. */
  get count(): number {
    return this.#real.length;
  }

  /** How long playing lasts at normal speed, in milliseconds. */
  get duration(): number {
    return this.#played.at(-1) ?? 0;
  }

  /** When the first and the last entry were made. */
  get began(): number {
    return this.#real[0] ?? 0;
  }

  get ended(): number {
    return this.#real.at(-1) ?? 0;
  }

  /** The position at a playing time: how many entries have happened by then. */
  positionAt(played: number): number {
    let low = 0;
    let high = this.#played.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#played[middle] ?? 0) <= played) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The playing time at which a position is reached; 0 for none. */
  playedAt(position: number): number {
    return this.#played[position - 1] ?? 0;
  }

  /** The real time at a playing time; within a shortened pause it runs faster. */
  realAt(played: number): number {
    const position = this.positionAt(played);
    const before = this.#real[position - 1] ?? this.began;
    const after = this.#real[position];
    if (after === undefined) return before;
    const from = this.playedAt(position);
    const length = this.playedAt(position + 1) - from;
    return length === 0 ? before : before + ((after - before) * (played - from)) / length;
  }

  /** The shortened pause at a playing time, if there is one. */
  pauseAt(played: number): Pause | null {
    return this.pauses.find(({ from, to }) => played > from && played < to) ?? null;
  }
}
