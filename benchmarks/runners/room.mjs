// One session in Chromium, and what happens in it when: noted in the page, for a message to this process and back would take longer.
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../scripts/lib/installed-chromium.mjs";

const { chromium } = createRequire(new URL("../../frontend/package.json", import.meta.url))("@playwright/test");

const WITHIN_MS = 40_000;

/** A browser that has seen nothing, for as long as `use` takes. */
export async function withFreshProfile(use) {
  const profile = await mkdtemp(path.join(tmpdir(), "algoroom-runners-"));
  const context = await chromium.launchPersistentContext(profile, {
    args: [...CHROMIUM_ARGUMENTS],
    executablePath: findChromium() ?? undefined,
    headless: true,
  });
  try {
    return await use(context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Runs in the page: watches Run, Stop, the output and the editor. */
function watch() {
  if (window !== top) return;
  localStorage.setItem("algoroom/name", JSON.stringify("Ada"));
  const buttonOf = (name) =>
    [...document.querySelectorAll("button:not([role])")].find((button) => button.textContent.startsWith(name));
  const output = () => document.querySelector('[aria-label="Output of the run"]')?.textContent ?? "";
  const seen = { loading: 0, ready: 0, slowestKey: 0 };
  let waits = [];
  /** Resolves with the time at which `condition` first holds. */
  const when = (condition) =>
    new Promise((resolve) => {
      if (condition()) resolve(performance.now());
      else waits.push({ condition, resolve });
    });
  const look = () => {
    const now = performance.now();
    // To read the whole page costs what is measured: only until it has said both.
    if (seen.ready === 0) {
      const text = document.querySelector("main, #root, body").textContent;
      if (seen.loading === 0 && /Loading |Starting /.test(text)) seen.loading = now;
      if (/ ready/.test(text)) seen.ready = now;
    }
    waits = waits.filter(({ condition, resolve }) => {
      if (!condition()) return true;
      resolve(now);
      return false;
    });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === "keydown") seen.slowestKey = Math.max(seen.slowestKey, entry.duration);
    }
  }).observe({ type: "event", durationThreshold: 16 });
  const printed = new Set();
  /** What is wanted, and was not printed by a run before: for a moment the output of an earlier run may still be there. */
  const newOutput = (wanted) =>
    when(() => {
      const found = new RegExp(wanted).exec(output())?.[0];
      if (found === undefined || printed.has(found)) return false;
      printed.add(found);
      return true;
    });
  /** Types another number behind the word that the program prints, as its author does. */
  const edit = (number) => {
    const { view } = document.querySelector(".cm-content").cmTile.root;
    const found = /printed(?: \d+)?/.exec(view.state.doc.toString());
    const changes = { from: found.index, to: found.index + found[0].length, insert: `printed ${number}` };
    view.dispatch({ changes, userEvent: "input.type" });
  };
  window.bench = {
    seen,
    output,
    edit,
    /** From the click on Run to the output that is wanted, in ms. */
    async run(wanted) {
      await when(() => buttonOf("Run") !== undefined);
      const shown = newOutput(wanted);
      const started = performance.now();
      buttonOf("Run").click();
      const took = (await shown) - started;
      return took;
    },
    idle: () => when(() => buttonOf("Run") !== undefined),
    /** From the click on Stop to the output of the next run, whose Run is pressed as soon as it is there. */
    async stopAndRun(wanted) {
      const started = performance.now();
      buttonOf("Stop").click();
      await when(() => buttonOf("Run") !== undefined);
      const shown = newOutput(wanted);
      buttonOf("Run").click();
      return (await shown) - started;
    },
    async stop() {
      buttonOf("Stop")?.click();
      await when(() => buttonOf("Run") !== undefined);
    },
  };
}

/** How many bytes go over the wire for an address, compressed as for a browser. */
const bytesOf = (address) =>
  new Promise((resolve, reject) => {
    const request = get(address, { headers: { "Accept-Encoding": "gzip, deflate, br" } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve(bytes));
    });
    request.on("error", reject);
  });

/**
 * Counts the bytes of what a page and its workers load. They are asked for anew: the page's own list leaves out the workers', and of
 * what a service worker brings them a browser does not tell.
 */
function countBytes(page, url) {
  const addresses = new Set();
  page.on("request", (request) => {
    if (request.method() === "GET" && request.url().startsWith(url)) addresses.add(request.url());
  });
  return async () => (await Promise.all([...addresses].map(bytesOf))).reduce((sum, bytes) => sum + bytes, 0);
}

/** A new session with this program, open in a page of the context whose editor takes keys. */
export async function openRoom(context, url, language, code) {
  const response = await fetch(`${url}/sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language, code }),
  });
  if (!response.ok) throw new Error(`${language}: the server answers ${response.status} ${await response.text()}`);
  const { id } = await response.json();
  const page = await context.newPage();
  page.setDefaultTimeout(WITHIN_MS);
  const bytes = countBytes(page, url);
  await page.addInitScript(watch);
  await page.goto(`${url}/session/${id}`, { waitUntil: "commit" });
  await page.locator('.cm-content[contenteditable="true"]').waitFor();
  await showsProgram(page, code);
  const bench = (name, ...given) =>
    within(page, name, page.evaluate(([asked, args]) => window.bench[asked](...args), [name, given]));
  return { id, page, bench, bytes };
}

/** What the page shows says why something has not happened. */
async function within(page, name, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(async () => {
      const shown = await page.locator("body").innerText();
      reject(new Error(`"${name}" took more than ${WITHIN_MS / 1000} s; the page shows: ${shown.replaceAll(/\s+/g, " ")}`));
    }, WITHIN_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The line that one program has and the one before has not, where there is such a line. */
function ownLine(code) {
  const lines = code.split("\n").map((line) => line.trim());
  return lines.find((line) => line.includes("printed")) ?? lines.find((line) => line !== "");
}

const showsProgram = (page, code) =>
  page.waitForFunction((own) => document.querySelector(".cm-content")?.textContent?.includes(own), ownLine(code));

/** Another program into the same session. */
export async function replaceProgram({ id, page }, url, code) {
  await fetch(`${url}/sessions/${id}/code`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  });
  await showsProgram(page, code);
}
