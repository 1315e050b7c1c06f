/** Python goes on from the memory of one that has started, or starts by itself; a program sees no difference. */
import type { Browser, BrowserContext } from "@playwright/test";
import { expect, test } from "./fixtures";
import { probesOf } from "./probes";
import { has } from "./programs";
import { python } from "./programs/python";
import type { Site } from "./site";

/** The hash seed lies in the snapshot, so that it tells of a Python how it has started; all chance must be its own. */
const SEED = "print(hash('algoroom'))";
const CHANCE = `
import random, secrets, tempfile, uuid
print(random.random(), random.Random().random(), secrets.token_hex(), uuid.uuid4(), tempfile.mktemp())
`;
const SURROUNDINGS = `
import os, platform, sys, time
from datetime import datetime, timezone
assert abs(time.time() - datetime.now(timezone.utc).timestamp()) < 5 and time.perf_counter() < 3600
print(sys.platform, sys.version, sys.path, sys.argv, os.getcwd(), sorted(os.environ.items()), sys.getrecursionlimit())
print(sys.stdout.isatty(), sys.stdout.line_buffering, sys.stdin.isatty(), sys.stdout.encoding, os.listdir("/"), sys.flags)
`;

/** Each visit is a page of its own in a browser that keeps what the visits before have left. */
class Visitor {
  private constructor(
    private readonly context: BrowserContext,
    private readonly site: Site,
  ) {}

  static async come(browser: Browser, site: Site): Promise<Visitor> {
    return new Visitor(await browser.newContext(), site);
  }

  async run(...codes: readonly string[]): Promise<string[]> {
    const page = await this.open();
    const printed: string[] = [];
    for (const code of codes) {
      const { stdout, stderr } = await page.evaluate((given) => window.lab.run("python", { code: given }), code);
      printed.push(stdout + stderr);
    }
    await page.close();
    return printed;
  }

  /** Visits until the browser has made its snapshot. */
  async makeSnapshot(): Promise<void> {
    const page = await this.open();
    await page.evaluate(() => window.lab.warmUp("python"));
    await expect.poll(() => page.evaluate(findSnapshot), { timeout: 45_000 }).not.toBeNull();
    await page.close();
  }

  async breakSnapshot(): Promise<void> {
    const page = await this.open();
    const address = (await page.evaluate(findSnapshot)) ?? "";
    await page.evaluate(async (place) => {
      const [name = ""] = await caches.keys();
      await (await caches.open(name)).put(place, new Response("no snapshot"));
    }, address);
    await page.close();
  }

  async open() {
    const page = await this.context.newPage();
    await page.goto(this.site.url);
    return page;
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

async function findSnapshot(): Promise<string | null> {
  for (const name of await caches.keys()) {
    const found = (await (await caches.open(name)).keys()).find(({ url }) => url.includes("/python-snapshot-"));
    if (found !== undefined) return found.url;
  }
  return null;
}

test.describe("the second visit", () => {
  let visitor: Visitor;
  let seed: string | undefined;
  let surroundings: string | undefined;

  test.beforeAll(async ({ browser, site }) => {
    visitor = await Visitor.come(browser, site);
    [seed, surroundings] = await visitor.run(SEED, SURROUNDINGS);
    await visitor.makeSnapshot();
  });
  test.afterAll(() => visitor.leave());

  test("goes on from the snapshot, and draws random numbers of its own", async () => {
    const [oneSeed, ...oneChance] = await visitor.run(SEED, CHANCE, CHANCE);
    const [otherSeed, ...otherChance] = await visitor.run(SEED, CHANCE, CHANCE);
    expect(oneSeed).toBe(otherSeed);
    expect(oneSeed).not.toBe(seed);
    const numbers = [...oneChance, ...otherChance].flatMap((text) => text.trim().split(" "));
    expect(numbers).toHaveLength(20);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test("finds the same surroundings as the first", async () => {
    expect(await visitor.run(SURROUNDINGS)).toEqual([surroundings]);
  });

  test("can wait, be stopped, read and fail as the first", async () => {
    const page = await visitor.open();
    const run = (script: Parameters<typeof window.lab.run>[1]) =>
      page.evaluate((given) => window.lab.run("python", given), script);
    expect((await run({ code: python.awaits })).stdout).toBe("waited\n");
    const asked = await run({ code: python.asks, answers: ["Ada", "36"] });
    expect(asked.stdout).toBe("name? hello Ada\nage? 36 years\n");
    for (const code of [python.loops, python.sleeps, python.resists].filter(has)) {
      expect((await run({ code, stopAt: "on" })).result.outcome).toBe("stopped");
    }
    expect((await run(python.fails)).result.error).toContain("main.py, line 2");
    expect((await run({ code: python.recurses })).result.outcome).toBe("failed");
    expect((await run({ code: python.looksAround })).stdout).toBe("clean\n");
    await page.close();
  });

  test("finds every way out closed", async ({ site }) => {
    site.hits.length = 0;
    const [printed = ""] = await visitor.run(python.waysOut.run(probesOf({ own: site.url, foreign: site.foreignUrl })));
    const lines = printed.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(17);
    expect(lines.filter((line) => !line.endsWith(": blocked"))).toEqual([]);
    expect(site.hits).toEqual([]);
  });

  test("starts by itself where the snapshot is broken", async () => {
    await visitor.breakSnapshot();
    const [broken, ran] = await visitor.run(SEED, python.awaits);
    expect(broken).toMatch(/^-?\d+\n$/);
    expect(ran).toBe("waited\n");
  });
});
