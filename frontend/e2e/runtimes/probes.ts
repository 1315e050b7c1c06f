/** What a stranger's code may try. Each probe throws or answers `blocked` when the sandbox holds. */
import { PROBE_PATH } from "./site";

/** Where the probes knock. */
export interface Targets {
  readonly own: string;
  readonly foreign: string;
  /** Names of probes to leave out. */
  readonly without?: readonly string[];
}

/**
 * The body of an asynchronous JavaScript function that tries everything and answers one line a probe:
 * its name, then `blocked`, `reached` or `silence`.
 */
export function probesOf({ own, foreign, without = [] }: Targets): string {
  const at = (name: string): string => JSON.stringify(`${own}${PROBE_PATH}${name}`);
  const outside = (name: string): string => JSON.stringify(`${foreign}${PROBE_PATH}${name}`);
  const socket = JSON.stringify(`${own.replace("http", "ws")}${PROBE_PATH}socket`);
  return `
    const settled = (target, good, bad) => new Promise((resolve, reject) => {
      target.addEventListener(good, () => resolve("reached"));
      target.addEventListener(bad, () => reject(new Error(bad)));
    });
    const request = (open) => new Promise((resolve, reject) => {
      const opened = open();
      opened.onsuccess = () => resolve("reached");
      opened.onerror = () => reject(opened.error);
    });
    const probes = {
      fetch: () => fetch(${at("fetch")}, { credentials: "include" }),
      "fetch of another origin": () => fetch(${outside("fetch")}),
      "no-cors fetch": () => fetch(${at("no-cors")}, { mode: "no-cors", credentials: "include" }),
      XMLHttpRequest: () => { const x = new XMLHttpRequest(); x.open("GET", ${at("xhr")}, false); x.send(); },
      WebSocket: () => { const s = new WebSocket(${socket}); return settled(s, "open", "error"); },
      EventSource: () => { const s = new EventSource(${at("events")}); return settled(s, "open", "error"); },
      importScripts: () => importScripts(${at("script.js")}),
      import: () => import(${at("module.js")}),
      indexedDB: () => request(() => indexedDB.open("stolen")),
      caches: () => caches.open("stolen"),
      "origin private file system": () => navigator.storage.getDirectory(),
      cookie: () => document.cookie,
      "cookie store": () => cookieStore.getAll(),
      "parent document": () => parent.document,
      "top window": () => top.location.href,
      localStorage: () => localStorage.length,
      "top navigation": () => { top.location = ${at("top")}; },
      "own navigation": () => { location.href = ${at("self")}; if (location.protocol !== "blob:") return; throw 0; },
      popup: () => open(${at("popup")}),
      sendBeacon: () => { if (!navigator.sendBeacon(${at("beacon")})) throw new Error("refused"); },
      "nested worker": () => new Promise((resolve, reject) => {
        const code = "fetch(" + ${JSON.stringify(at("nested"))} + ").then(() => postMessage('reached'), () => postMessage('blocked'))";
        const worker = new Worker(URL.createObjectURL(new Blob([code])));
        worker.onmessage = ({ data }) => data === "blocked" ? reject(new Error("blocked")) : resolve(data);
        worker.onerror = () => reject(new Error("no worker"));
      }),
      "worker from a URL": () => settled(new Worker(${at("worker.js")}), "message", "error"),
      "broadcast channel": () => { new BroadcastChannel("algoroom").postMessage("spoofed"); throw new Error("nobody hears"); },
      WebTransport: () => new WebTransport(${JSON.stringify(foreign.replace("http:", "https:"))}).ready,
    };
    const lines = [];
    for (const [name, probe] of Object.entries(probes)) {
      if (${JSON.stringify(without)}.includes(name)) continue;
      try {
        const answer = await Promise.race([probe(), new Promise((resolve) => setTimeout(resolve, 2000, "silence"))]);
        lines.push(name + ": " + (answer === "silence" ? "silence" : "reached"));
      } catch (error) {
        lines.push(name + ": blocked");
      }
    }
    return lines.join("\\n");
  `;
}

/** At least as many are tried. */
export const LEAST_PROBES = 17;
