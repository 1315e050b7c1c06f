// The page in Chromium: first paint, time until a typed key shows, and time from Run to the first output. Prints JSON.
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { CHROMIUM_ARGUMENTS, findChromium } from "../scripts/lib/installed-chromium.mjs";

const { chromium } = createRequire(new URL("../frontend/package.json", import.meta.url))("@playwright/test");

const PROGRAMS = {
  python: "import time\nprint('printed', time.time())\n",
  javascript: "console.log('printed', Date.now());\n",
};
const HELP = `The page in Chromium: first paint, time until a typed key shows, and from Run to the first output; JSON, in ms.

node benchmarks/page.mjs --url http://127.0.0.1:8080 [--times 5]

--url    a server that serves the built page
--times  fresh profiles for each language; the medians are printed`;
const TYPED = "#";
const WITHIN_MS = 90_000;

/** Notes in the page itself when things show: a message to this process and back would take longer than some of them. */
function watch(typed) {
  if (window !== top) return;
  localStorage.setItem("algoroom/name", JSON.stringify("Ada"));
  const seen = { run: 0, output: 0, key: 0 };
  window.seen = seen;
  const output = () => document.querySelector('[aria-label="Output of the run"]')?.textContent ?? "";
  let before = "";
  document.addEventListener(
    "click",
    ({ target }) => {
      if (target.closest("button")?.textContent?.startsWith("Run") !== true) return;
      before = output();
      seen.run = performance.now();
      seen.output = 0;
    },
    { capture: true },
  );
  new MutationObserver(() => {
    const now = performance.now();
    if (seen.key === 0 && document.querySelector(".cm-content")?.textContent?.startsWith(typed)) seen.key = now;
    if (seen.run > 0 && seen.output === 0 && output() !== before && /printed \d/.test(output())) seen.output = now;
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** One visit: what it shows and when, in ms from the start of navigation. */
async function visit(context, url, language) {
  const response = await fetch(`${url}/sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language, code: PROGRAMS[language] }),
  });
  const { id } = await response.json();
  const page = await context.newPage();
  await page.addInitScript(watch, TYPED);
  await page.goto(`${url}/session/${id}`, { waitUntil: "commit" });
  const editor = page.locator('.cm-content[contenteditable="true"]');
  await editor.waitFor({ timeout: WITHIN_MS });
  // A key that comes before the text would stand behind it: begin when the program is there.
  await page.waitForFunction(() => document.querySelector(".cm-content")?.textContent?.includes("printed"));
  await editor.press("Control+Home");
  await page.keyboard.type(TYPED);
  await page.waitForFunction(() => window.seen.key > 0, null, { timeout: WITHIN_MS });
  await page.keyboard.press("Backspace");
  const figures = await page.evaluate(() => ({
    firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    keyShown: window.seen.key,
  }));
  return { page, figures };
}

/** From the click on Run to the first output, in ms. */
async function run(page) {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForFunction(() => window.seen.output > 0, null, { timeout: WITHIN_MS });
  return page.evaluate(() => window.seen.output - window.seen.run);
}

/** A fresh profile: a first visit and run, a second run on the same page, and a second visit. */
async function measure(url, language) {
  const profile = await mkdtemp(path.join(tmpdir(), "algoroom-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    args: [...CHROMIUM_ARGUMENTS],
    executablePath: findChromium() ?? undefined,
    headless: true,
  });
  try {
    const cold = await visit(context, url, language);
    const figures = { cold: { ...cold.figures, output: await run(cold.page) } };
    const output = await run(cold.page);
    await cold.page.close();
    const warm = await visit(context, url, language);
    const again = await run(warm.page);
    return { ...figures, warm: { ...warm.figures, output, outputOnSecondVisit: again } };
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return sorted.length === 0 ? null : Math.round(sorted[sorted.length >> 1] * 10) / 10;
}

/** Of samples that are objects of numbers, at any depth. */
function medians(samples) {
  return Object.fromEntries(
    Object.entries(samples[0]).map(([name, value]) => {
      const values = samples.map((sample) => sample[name]);
      return [name, typeof value === "object" ? medians(values) : median(values)];
    }),
  );
}

const { values: given } = parseArgs({
  options: {
    url: { type: "string" },
    times: { type: "string", default: "5" },
    help: { type: "boolean", default: false },
  },
});
if (given.help || !given.url) {
  console.log(HELP);
  process.exit(given.help ? 0 : 2);
}
const samples = [];
for (let time = 0; time < Number(given.times); time++) {
  const sample = {};
  for (const language of Object.keys(PROGRAMS)) sample[language] = await measure(given.url, language);
  samples.push(sample);
}
console.log(JSON.stringify(medians(samples)));
