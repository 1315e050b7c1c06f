/** The copy of a text in this browser (IndexedDB), so that a reload without a connection loses nothing. */
import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import type { Clock } from "./clock";

/** Reading the copy must not keep anybody from the text: some browsers never answer. What is read later is merged then. */
export const LOADING_TIMEOUT_MS = 2_000;
const PROBE = "algoroom/probe";
const UPDATES = "updates";

export interface LocalCopy {
  /** Resolves when the copy has been read, there is none, or it took too long. Never rejects. */
  readonly loaded: Promise<void>;
  /** Whether a transaction of the document came out of the copy. */
  isOrigin(origin: unknown): boolean;
  /** Stops keeping, and empties the copy. Never rejects. */
  clear(): Promise<void>;
  /** Stops keeping; the copy stays. Safe to call twice. */
  close(): void;
}

/** Keeps `doc` under `name`, once `ready` has resolved to true. */
export function keepLocalCopy(name: string, doc: Y.Doc, ready: Promise<boolean>, clock: Clock): LocalCopy {
  let persistence: IndexeddbPersistence | null = null;
  let isClosed = false;
  const opened = ready.then(async (isAvailable) => {
    if (!isAvailable || isClosed) return;
    persistence = new IndexeddbPersistence(name, doc);
    await persistence.whenSynced;
  });
  const close = () => {
    isClosed = true;
    const open = persistence;
    persistence = null;
    open?.destroy().catch(() => undefined);
  };
  return {
    loaded: Promise.race([opened.catch(() => undefined), after(clock, LOADING_TIMEOUT_MS)]),
    isOrigin: (origin) => persistence !== null && origin === persistence,
    async clear() {
      const database = persistence?.db ?? null;
      if (database !== null) await emptied(database).catch(() => undefined);
      close();
    },
    close,
  };
}

/** Removes the copies of all texts of a session, also of those that were not opened. Never rejects. */
export async function removeCopies(factory: IDBFactory | undefined, sessionId: string): Promise<void> {
  try {
    for (const { name } of (await factory?.databases()) ?? []) {
      if (name?.startsWith(`algoroom/${sessionId}/`)) factory?.deleteDatabase(name);
    }
  } catch {
    // A browser that does not tell what it keeps keeps those that this page did not open.
  }
}

/** Whether this browser keeps databases; private windows and policies may refuse. Never rejects. */
export function canKeepCopies(factory: IDBFactory | undefined): Promise<boolean> {
  if (factory === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    try {
      const request = factory.open(PROBE);
      request.onsuccess = () => {
        request.result.close();
        resolve(true);
      };
      request.onerror = () => resolve(false);
      request.onblocked = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}

// The store is emptied, not deleted: deleting would close it under another tab, whose next keystroke would throw.
function emptied(database: IDBDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([UPDATES], "readwrite");
    transaction.objectStore(UPDATES).clear();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function after(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}
