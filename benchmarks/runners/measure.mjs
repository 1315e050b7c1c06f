// What is measured of one language: the kernels, and how long a person waits.
import { KERNELS, nativeVersion, program, readFigures, runNative } from "./languages.mjs";
import { openRoom, replaceProgram, withFreshProfile } from "./room.mjs";

const PRINTED = "printed \\d.*";
const ANSWERED = "answer .*";
const WARM_RUNS = 11;
const STOPS = 5;
/** Somebody looks at the output before pressing Run again; the next worker is made ready meanwhile. */
const LOOK_MS = 500;
const KEY_PAUSE_MS = 40;
/** Somebody sees that a program does not end before pressing Stop. */
const LOOP_MS = 1000;
/** A visit is not over with its last run: what a browser makes ready for the next one, it makes in idle moments. */
const REST_OF_VISIT_MS = 15_000;
/** Highlighted and not run: what its page loads is the page alone. */
const NOT_RUN = "java";

export const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1] ?? null;

/** The bytes of the page without a language, compressed, as a browser counts them. */
export const measurePage = (url) =>
  withFreshProfile(async (context) => {
    const { page, bytes } = await openRoom(context, url, NOT_RUN, "class Main {}\n");
    await page.waitForLoadState("networkidle");
    return bytes();
  });

/** Types into the editor until `until` has settled; the longest that a key waited for its frame, as the browser tells it. */
async function typeUntil({ page }, until) {
  let settled = false;
  const done = until.finally(() => {
    settled = true;
  });
  await page.locator(".cm-content").press("Control+End");
  let keys = 0;
  while (!settled) {
    await page.keyboard.type(" ", { delay: 0 });
    keys += 1;
    await page.waitForTimeout(KEY_PAUSE_MS);
  }
  await done;
  return { keys, slowestKey: await page.evaluate(() => window.bench.seen.slowestKey) };
}

/** A first visit: Run is pressed as soon as the editor takes keys, and somebody types meanwhile. */
async function measureFirstVisit(context, url, language) {
  const room = await openRoom(context, url, language, program(language, "quick"));
  const first = room.bench("run", PRINTED);
  const typing = await typeUntil(room, first);
  const warm = [];
  const again = [];
  for (let run = 0; run < WARM_RUNS; run++) {
    await room.bench("idle");
    await room.bench("edit", run);
    for (const times of [warm, again]) {
      await room.bench("idle");
      await room.page.waitForTimeout(LOOK_MS);
      times.push(await room.bench("run", PRINTED));
    }
  }
  const bytes = await room.bytes();
  await room.page.waitForTimeout(REST_OF_VISIT_MS);
  await room.page.close();
  return { cold: await first, warm: median(warm), again: median(again), typing, bytes };
}

/** A second visit that presses Run at once, and one that waits until the language says that it is ready. */
async function measureSecondVisit(context, url, language) {
  const room = await openRoom(context, url, language, program(language, "quick"));
  const cold = await room.bench("run", PRINTED);
  await room.page.close();
  const waiting = await openRoom(context, url, language, program(language, "quick"));
  const ready = await waiting.page
    .waitForFunction(() => window.bench.seen.ready > 0, null, { timeout: 8000 })
    .then(() => waiting.page.evaluate(() => window.bench.seen.ready - window.bench.seen.loading))
    .catch(() => null);
  await waiting.page.close();
  return { cold, ready };
}

async function measureStops(context, url, language) {
  const code = program(language, "endless");
  const room = await openRoom(context, url, language, code);
  await room.bench("run", PRINTED);
  const times = [];
  const again = [];
  for (let stop = 0; stop < STOPS; stop++) {
    await room.bench("edit", stop);
    for (const found of [times, again]) {
      await room.page.waitForTimeout(LOOP_MS);
      found.push(await room.bench("stopAndRun", PRINTED));
    }
  }
  await room.bench("stop");
  await room.page.close();
  return { median: median(times), slowest: Math.max(...times), again: median(again) };
}

async function measureKernels(context, url, language, native) {
  const found = {};
  let room = null;
  for (const kernel of KERNELS) {
    const code = program(language, kernel);
    if (code === null) continue;
    if (room === null) room = await openRoom(context, url, language, code);
    else await replaceProgram(room, url, code);
    const took = await room.bench("run", ANSWERED);
    await room.bench("idle");
    const here = readFigures(await room.bench("output"));
    found[kernel] = { page: { ...here, ms: here.ms ?? took }, native: native ? await runNative(language, kernel) : null };
  }
  await room?.page.close();
  return found;
}

/** All figures of one language, each in ms. */
export async function measureLanguage(url, language) {
  const native = await nativeVersion(language);
  return withFreshProfile(async (context) => {
    const first = await measureFirstVisit(context, url, language);
    const second = await measureSecondVisit(context, url, language);
    const stop = await measureStops(context, url, language);
    const kernels = await measureKernels(context, url, language, native !== null);
    return { native, first, second, stop, kernels };
  });
}
