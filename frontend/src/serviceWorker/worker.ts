/** The service worker, built to `/sw.js`: it hears the browser's events and lets `shell.ts` answer. */
import { answerAsset, answerPage, forgetOld, install, kindOf, type Shell, type Surroundings } from "./shell";

/** Put in place of this name when the page is built. */
declare const __SHELL__: Shell;

/** The part of the worker's scope that is used; TypeScript's DOM library does not have it. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  addEventListener(type: "install" | "activate", listener: (event: WorkerEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}

const scope = self as unknown as WorkerScope;
const shell: Shell = __SHELL__;

const around = (event: WorkerEvent): Surroundings => ({
  caches,
  fetch: (request) => fetch(request),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  keepAlive: (work) => event.waitUntil(work),
});

// A newer worker waits until the older one's pages are closed: they may still ask for their own build's files.
scope.addEventListener("install", (event) => {
  event.waitUntil(install(shell, around(event), scope.location.origin));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld(shell, around(event)).then(() => scope.clients.claim()));
});

scope.addEventListener("fetch", (event) => {
  const kind = kindOf(event.request, scope.location.origin);
  if (kind === "page") event.respondWith(answerPage(event.request, around(event)));
  if (kind === "asset") event.respondWith(answerAsset(event.request, around(event)));
});
