// Typing in a file of 5,000 lines with help on and off: how long keys take, by the browser's event timing. Prints JSON.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { CHROMIUM_ARGUMENTS, findChromium } from "../scripts/lib/installed-chromium.mjs";

const { chromium } = createRequire(new URL("../frontend/package.json", import.meta.url))("@playwright/test");

const HELP = `Keys in a file of 5,000 lines, with help while typing on and off; JSON, in ms.

node benchmarks/typing.mjs --url http://127.0.0.1:8080 [--keys 320] [--lines 5000] [python typescript]

--url    a server that serves the built page
--keys   how many keys are pressed at least
--lines  of the file`;
const KEY_EVERY_MS = 90;
/** After these somebody looks what is suggested, and types on. */
const LOOKED_AFTER = /[.(]/;
const LOOK_MS = 800;
const BOUND_MS = 50;
const READY_MS = 120_000;
/** The browser tells of no event that took less. */
const LEAST_MS = 16;

const SOURCES = {
  python: {
    head: "import heapq\nfrom collections import deque, defaultdict\n",
    block: (at) =>
      `def step_${at}(values: list[int], limit: int = ${at}) -> int:\n    total = 0\n    for value in values:\n        if value < limit:\n            total += value\n    return total\n\n`,
    typed: [
      "queue = deque([1, 2, 3])\n",
      "queue.append(step_12([1, 2], 3))\n",
      "counts = defaultdict(int)\n",
      "heap = heapq.nsmallest(3, counts.values())\n",
      "print(heap, queue.popleft(), sorted(counts.items()))\n",
    ],
  },
  typescript: {
    head: "interface Item { readonly name: string; readonly size: number }\n",
    block: (at) =>
      `function step${at}(values: readonly number[], limit = ${at}): number {\n  let total = 0;\n  for (const value of values) {\n    if (value < limit) total += value;\n  }\n  return total;\n}\n`,
    typed: [
      "const sizes = new Map<string, number>();\n",
      "sizes.set(String(step12([1, 2], 3)), 4);\n",
      "const items: Item[] = [];\n",
      "items.push({ name: 'one', size: Math.max(1, 2) });\n",
      "console.log(items.map((item) => item.name.toUpperCase()));\n",
    ],
  },
};

const sourceOf = ({ head, block }, lines) => {
  const parts = [head];
  let count = head.split("\n").length - 1;
  for (let at = 0; count < lines; at += 1) {
    const part = block(at);
    parts.push(part);
    count += part.split("\n").length - 1;
  }
  return parts.join("");
};

function watch(autocomplete) {
  if (window !== top) return;
  localStorage.setItem("algoroom/name", JSON.stringify("Ada"));
  localStorage.setItem("algoroom/settings", JSON.stringify({ autocomplete }));
  window.timed = { events: [], tasks: [] };
  new PerformanceObserver((list) => {
    for (const { name, startTime, processingStart, processingEnd, duration } of list.getEntries()) {
      if (!/^key|input$/.test(name)) continue;
      window.timed.events.push({ name, startTime, waited: processingStart - startTime, worked: processingEnd - processingStart, duration });
    }
  }).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.timed.tasks.push({ startTime, duration });
  }).observe({ type: "longtask" });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const round = (value) => Math.round(value * 10) / 10;
const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

async function open(browser, url, language, { lines, isHelped }) {
  const response = await fetch(`${url}/sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language, code: sourceOf(SOURCES[language], lines) }),
  });
  const { id } = await response.json();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch, isHelped);
  await page.goto(`${url}/session/${id}`);
  await page.waitForFunction(() => (document.querySelector(".cm-content")?.textContent?.length ?? 0) > 100);
  return page;
}

/** Waits until help answers, and has looked through the whole file once. */
async function wake(page) {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+Home");
  // Within the second word of the file, which is a name.
  for (let at = 0; at < 12; at += 1) await page.keyboard.press("ArrowRight");
  const explained = page.locator(".cm-place-info");
  for (const until = Date.now() + READY_MS; Date.now() < until && (await explained.count()) === 0; ) {
    await page.keyboard.press("Shift+Alt+k");
    await pause(2_000);
  }
  if ((await explained.count()) === 0) throw new Error("Help did not answer.");
  await page.keyboard.press("Escape");
  await pause(4_000);
}

/** Types at the end of the file until there were so many keys; how many there were, and how often something was suggested when somebody looked. */
async function type(page, texts, least) {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+End");
  await pause(1_000);
  const from = await page.evaluate(() => performance.now());
  let keys = 0;
  let looks = 0;
  let lists = 0;
  for (let at = 0; keys < least; at += 1) {
    for (const key of texts[at % texts.length]) {
      const pressedAt = Date.now();
      await page.keyboard.press(key === "\n" ? "Enter" : key === " " ? "Space" : key);
      keys += 1;
      await pause(Math.max(0, KEY_EVERY_MS - (Date.now() - pressedAt)));
      if (!LOOKED_AFTER.test(key)) continue;
      await pause(LOOK_MS);
      looks += 1;
      if ((await page.locator(".cm-tooltip-autocomplete, .cm-lsp-signature-tooltip").count()) > 0) lists += 1;
    }
  }
  await pause(1_500);
  return { from, keys, looks, lists };
}

/** Of each key the longest of its events. */
function keysOf(events, from, count) {
  const byStart = new Map();
  for (const event of events.filter(({ startTime }) => startTime >= from)) {
    const key = Math.round(event.startTime);
    const known = byStart.get(key) ?? { duration: 0, waited: 0, worked: 0 };
    byStart.set(key, {
      duration: Math.max(known.duration, event.duration),
      waited: Math.max(known.waited, event.waited),
      worked: known.worked + event.worked,
    });
  }
  const told = [...byStart.values()];
  const untold = Array.from({ length: Math.max(0, count - told.length) }, () => ({ duration: LEAST_MS, waited: 0, worked: 0 }));
  return [...told, ...untold];
}

async function measure(browser, url, language, wish) {
  const page = await open(browser, url, language, wish);
  if (wish.isHelped) await wake(page);
  const { from, keys: count, looks, lists } = await type(page, SOURCES[language].typed, wish.keys);
  const { events, tasks } = await page.evaluate(() => window.timed);
  await page.close();
  const keys = keysOf(events, from, count);
  const figures = (name) => ({ p99: round(percentile(keys.map((key) => key[name]), 0.99)), max: round(Math.max(...keys.map((key) => key[name]))) });
  const long = tasks.filter(({ startTime }) => startTime >= from).map(({ duration }) => duration);
  return {
    keys: count,
    suggested: `${lists} of ${looks} looks`,
    duration: figures("duration"),
    waited: figures("waited"),
    worked: figures("worked"),
    keysOverBound: keys.filter(({ waited, worked }) => waited + worked > BOUND_MS).length,
    longTasks: { count: long.length, max: round(Math.max(0, ...long)) },
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    keys: { type: "string", default: "320" },
    lines: { type: "string", default: "5000" },
    help: { type: "boolean" },
  },
});
if (values.help === true || values.url === undefined) {
  console.log(HELP);
} else {
  const languages = positionals.length > 0 ? positionals : Object.keys(SOURCES);
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: [...CHROMIUM_ARGUMENTS] });
  try {
    const figures = {};
    for (const language of languages) {
      for (const isHelped of [true, false]) {
        const wish = { lines: Number(values.lines), keys: Number(values.keys), isHelped };
        figures[`${language}, help ${isHelped ? "on" : "off"}`] = await measure(browser, values.url, language, wish);
      }
    }
    console.log(JSON.stringify(figures, null, 2));
  } finally {
    await browser.close();
  }
}
