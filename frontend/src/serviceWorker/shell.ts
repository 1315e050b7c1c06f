/**
 * How the service worker answers: pages from the network and, where that is slow or away, from the copy; built files from
 * the copy. It decides by values, so that it runs in a test without a worker.
 */

/** Written into the built worker by vite/serviceWorker.ts; paths start with a slash. */
export interface Shell {
  /** What the page needs to start; fetched when the worker is installed. */
  readonly install: readonly string[];
  /** All built files. What else lies in the cache is of an older build. */
  readonly known: readonly string[];
}

export const CACHE = "algoroom-shell";
/** Under this address the page's one document is kept, whichever address showed it. */
export const DOCUMENT = "/";
/** Under this one the page itself keeps which Python packages the server has. */
export const PACKAGES = "/python-packages";
/** How long the network may take before the copy of the page is shown. */
export const NAVIGATION_TIMEOUT_MS = 3_000;
/** Answers of a proxy whose server is away. */
const GATEWAY_ERRORS: readonly number[] = [502, 503, 504];

/** What surrounds the worker. */
export interface Surroundings {
  readonly caches: Pick<CacheStorage, "open">;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Work that must be finished before the browser may stop the worker. */
  readonly keepAlive: (work: Promise<unknown>) => void;
}

export type Kind = "page" | "asset" | "other";

/** What a request asks for. `other` is never touched: API, sockets, health, the sandbox. */
export function kindOf(request: Pick<Request, "method" | "mode" | "destination" | "url">, origin: string): Kind {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return "other";
  if (request.mode === "navigate") {
    const isPage = request.destination === "document" && (url.pathname === "/" || url.pathname.startsWith("/session/"));
    return isPage ? "page" : "other";
  }
  return url.pathname.startsWith("/assets/") ? "asset" : "other";
}

/** The page: from the network within {@link NAVIGATION_TIMEOUT_MS}, else the copy with the headers it came with. */
export async function answerPage(request: Request, around: Surroundings): Promise<Response> {
  const cache = await around.caches.open(CACHE);
  const fresh = around.fetch(request).then(async (response) => {
    if (isDocument(response)) around.keepAlive(keep(cache, DOCUMENT, response.clone()));
    return response;
  });
  const inTime = await Promise.race([fresh.catch(() => null), around.wait(NAVIGATION_TIMEOUT_MS).then(() => null)]);
  if (inTime !== null && !GATEWAY_ERRORS.includes(inTime.status)) return inTime;
  const copy = await cache.match(DOCUMENT);
  if (copy === undefined) return inTime ?? fresh;
  // The late answer still refreshes the copy.
  around.keepAlive(fresh.catch(() => undefined));
  return copy;
}

/** A built file: its name tells its content, so the copy is always right. */
export async function answerAsset(request: Request, around: Surroundings): Promise<Response> {
  const cache = await around.caches.open(CACHE);
  const copy = await cache.match(request.url);
  if (copy !== undefined) return copy;
  const response = await around.fetch(request);
  if (isWholeFile(response)) around.keepAlive(keep(cache, request.url, response.clone()));
  return response;
}

/** Fetches what the page needs to start. A file that fails is fetched when it is asked for. */
export async function install(shell: Shell, around: Surroundings, origin: string): Promise<void> {
  const cache = await around.caches.open(CACHE);
  const fetchInto = async (path: string, isWanted: (response: Response) => boolean): Promise<void> => {
    const response = await around.fetch(new Request(new URL(path, origin)));
    if (isWanted(response)) await keep(cache, new URL(path, origin).href, response);
  };
  await Promise.allSettled([
    fetchInto(DOCUMENT, isDocument),
    ...shell.install.map((path) => fetchInto(path, isWholeFile)),
  ]);
}

/** Forgets the files of older builds. */
export async function forgetOld(shell: Shell, around: Surroundings): Promise<void> {
  const cache = await around.caches.open(CACHE);
  const known = new Set([DOCUMENT, PACKAGES, ...shell.known]);
  const old = (await cache.keys()).filter((request) => !known.has(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** A full disk must not cost the answer. */
async function keep(cache: Cache, key: string, response: Response): Promise<void> {
  await cache.put(key, response).catch(() => undefined);
}

function isDocument(response: Response): boolean {
  return response.ok && !response.redirected && typeOf(response).startsWith("text/html");
}

/** A server that does not know a file may answer with the page instead; that is not the file. */
function isWholeFile(response: Response): boolean {
  return response.status === 200 && !typeOf(response).startsWith("text/html");
}

function typeOf(response: Response): string {
  return response.headers.get("Content-Type") ?? "";
}
