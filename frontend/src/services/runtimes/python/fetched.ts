/** Packages that an administrator has fetched: which there are, and how they join the ones that come with the page. */
import {
  type FetchedPackage,
  type FetchedPackages,
  fetchPythonPackages,
  readFetchedPackages,
} from "../../../api/pythonPackages";
import { readJson } from "../../../api/shape";
import { KEPT_PACKAGES, SHELL_CACHE } from "../../../serviceWorker/cache";
import type { Catalog } from "./packages";

export type Fetched = FetchedPackages["packages"];

const NONE: Fetched = {};

async function openCache(): Promise<Cache | null> {
  if (!("caches" in globalThis) || !globalThis.isSecureContext) return null;
  return caches.open(SHELL_CACHE).catch(() => null);
}

async function keep(list: FetchedPackages): Promise<void> {
  const cache = await openCache();
  // A full disk must not cost the run.
  await cache?.put(KEPT_PACKAGES, new Response(JSON.stringify(list))).catch(() => undefined);
}

async function readKept(): Promise<FetchedPackages | null> {
  try {
    const kept = await (await openCache())?.match(KEPT_PACKAGES);
    return kept === undefined ? null : readJson(await kept.text(), readFetchedPackages);
  } catch {
    return null;
  }
}

/** The packages that the server has, or had when it last answered. Never throws: programs without them run all the same. */
export async function findFetched(): Promise<FetchedPackages | null> {
  try {
    const list = await fetchPythonPackages();
    await keep(list);
    return list;
  } catch {
    return readKept();
  }
}

/** Those that are for this Python; a server that was updated may still have the older ones. */
export const fittingPackages = (list: FetchedPackages | null, { abi }: Catalog): Fetched =>
  list !== null && list.abi === abi ? list.packages : NONE;

/** The catalogue with these packages among what is served. What comes with the page goes before. */
export function withFetched(catalog: Catalog, fetched: Fetched): Catalog {
  const names = new Set([...Object.keys(catalog.served), ...Object.keys(fetched)]);
  const joined = Object.entries(fetched).map(([key, { imports, depends }]) => [
    key,
    { imports, requires: depends.filter((other) => names.has(other)) },
  ]);
  const served: Catalog["served"] = { ...Object.fromEntries(joined), ...catalog.served };
  const here = new Set(Object.values(served).flatMap(({ imports }) => imports));
  const elsewhere = Object.entries(catalog.elsewhere).filter(([module]) => !here.has(module));
  return { ...catalog, served, elsewhere: Object.fromEntries(elsewhere) };
}

/** What Pyodide's loader must know of them: entries of its lock file that need nothing but each other. */
export function lockEntries(fetched: Fetched): Readonly<Record<string, FetchedPackage>> {
  const entries = Object.entries(fetched).map(([key, entry]) => [
    key,
    { ...entry, depends: entry.depends.filter((other) => other in fetched) },
  ]);
  return Object.fromEntries(entries);
}
