/** What this browser remembers: localStorage where it works, memory where it is denied, full or corrupt. */
import { type Reader, readJson } from "../../api/shape";

const PREFIX = "algoroom/";

/** The part of `Storage` that is used. Each call may throw. */
export interface StringStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Remembers JSON values by key. Nothing here throws: a browser that forgets must not break the page. */
export class BrowserStore {
  readonly #open: () => StringStorage | undefined;
  /** What storage refused to keep; it wins over storage until the page is gone. */
  readonly #memory = new Map<string, string>();

  /** `open` may throw, as reading `window.localStorage` does where storage is denied. */
  constructor(open: () => StringStorage | undefined) {
    this.#open = open;
  }

  /** The remembered value, or `fallback` where there is none of that shape. */
  read<T>(key: string, read: Reader<T>, fallback: T): T {
    const json = this.#memory.get(key) ?? this.#stored(key);
    if (json === null) return fallback;
    try {
      return readJson(json, read);
    } catch {
      return fallback;
    }
  }

  write(key: string, value: unknown): void {
    const json = JSON.stringify(value);
    try {
      this.#storage().setItem(PREFIX + key, json);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, json);
    }
  }

  remove(key: string): void {
    this.#memory.delete(key);
    try {
      this.#storage().removeItem(PREFIX + key);
    } catch {
      // What cannot be reached cannot come back either.
    }
  }

  #stored(key: string): string | null {
    try {
      return this.#storage().getItem(PREFIX + key);
    } catch {
      return null;
    }
  }

  #storage(): StringStorage {
    const storage = this.#open();
    if (storage === undefined) throw new Error("This browser has no storage.");
    return storage;
  }
}

/** The store of this browser, one for the whole page. */
export const browserStore = new BrowserStore(() => globalThis.localStorage);
