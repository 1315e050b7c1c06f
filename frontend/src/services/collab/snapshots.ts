/** A snapshot that is replaced as a whole when anything in it changes, and who is told of that. */

export class Snapshots<T extends object> {
  #current: T;
  readonly #listeners = new Set<() => void>();

  constructor(first: T) {
    this.#current = first;
  }

  get current(): T {
    return this.#current;
  }

  /** Returns the undo. */
  subscribe(listener: () => void): () => void {
    // A function of its own for each call, so that one listener may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Takes what holds now; says so where it differs in any field. */
  tell(now: T): void {
    const before = this.#current;
    const keys = Object.keys(now) as (keyof T)[];
    if (keys.every((key) => now[key] === before[key])) return;
    this.#current = now;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Tells nobody any more. */
  close(): void {
    this.#listeners.clear();
  }
}
