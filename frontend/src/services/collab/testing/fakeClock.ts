/** A clock that stands still until a test moves it. */
import type { Clock } from "../clock";

interface Alarm {
  readonly at: number;
  readonly act: () => void;
}

export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, act: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, act };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Moves on, firing what falls due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    while (this.advanceToNext(end));
  }

  /** Moves to the next alarm at or before `end` and fires it; false where there is none, and then it is `end`. */
  advanceToNext(end: number): boolean {
    const due = [...this.#alarms].filter((alarm) => alarm.at <= end).sort((a, b) => a.at - b.at)[0];
    if (due === undefined) {
      this.#now = end;
      return false;
    }
    this.#alarms.delete(due);
    this.#now = due.at;
    due.act();
    return true;
  }
}
