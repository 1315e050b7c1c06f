/** What this browser keeps of the page, so that it opens and runs without a network. */
import { SHELL_CACHE } from "../../serviceWorker/cache";

const RUNTIMES = "/assets/runtimes/";

/** Bytes that this browser keeps of our origin, null where it does not tell. */
export async function measureKept(): Promise<number | null> {
  try {
    return (await navigator.storage.estimate()).usage ?? null;
  } catch {
    return null;
  }
}

/** Forgets the languages that were loaded; they are loaded again when they are used. Texts and settings stay. */
export async function forgetRuntimes(): Promise<void> {
  if (!("caches" in globalThis)) return;
  const cache = await caches.open(SHELL_CACHE);
  const runtimes = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(RUNTIMES));
  await Promise.all(runtimes.map((request) => cache.delete(request)));
}

let hasAsked = false;

/** Asks the browser, once, not to throw away what is kept when space gets short. Its refusal costs nothing. */
export async function askToKeep(): Promise<void> {
  if (hasAsked || !("storage" in navigator) || typeof navigator.storage.persist !== "function") return;
  hasAsked = true;
  await navigator.storage.persist().catch(() => false);
}
