/** Where the browser gives no shared memory, programs still run, with prepared input, and Stop still stops. */
import { expect, Room, test } from "./fixtures";
import { has, LANGUAGES } from "./programs";
import { javascript } from "./programs/javascript";
import { python } from "./programs/python";

const MAX_STOP_MS = 1000;

/** Of the machinery's two kinds, a worker that is kept and a worker for each run, one language each. */
const BOTH_KINDS = [python, javascript] as const;

for (const programs of LANGUAGES) {
  const { language, asks, loops } = programs;

  test.describe(`${language} without shared memory`, () => {
    test("runs, and says that nobody can be asked for input", async ({ bareRoom }) => {
      const { stdout } = await bareRoom.run(language, { code: programs.hello });
      expect(stdout).toBe("hello\n");
      expect(await bareRoom.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
      expect(await bareRoom.page.evaluate((name) => window.lab.interactiveInput(name), language)).toBe(false);
    });

    if (has(asks)) {
      test("reads prepared input, and says clearly when it is used up", async ({ bareRoom }) => {
        const { stdout, happenings } = await bareRoom.run(language, { code: asks, stdin: "Ada\n36" });
        expect(stdout).toBe("name? hello Ada\nage? 36 years\n");
        expect(happenings.filter((happening) => happening.kind === "needInput")).toEqual([]);

        const { result, stderr } = await bareRoom.run(language, { code: asks, stdin: "Ada\n" });
        expect(result.outcome).toBe("failed");
        expect(result.error).toContain("the prepared input is used up");
        expect(stderr).toContain("write all input lines before running");
      });
    }

    if (has(loops)) {
      test("stops an endless loop, and runs again", async ({ bareRoom }) => {
        const { result, stopMs } = await bareRoom.run(language, { code: loops, stopAt: "on" });
        expect(result.outcome).toBe("stopped");
        expect(stopMs).toBeLessThan(MAX_STOP_MS);
        expect((await bareRoom.run(language, { code: programs.hello })).stdout).toBe("hello\n");
      });
    }
  });
}

for (const programs of BOTH_KINDS) {
  const { language } = programs;

  test.describe(`${language} without shared memory`, () => {
    test("streams output in order", async ({ bareRoom }) => {
      const { stdout, happenings } = await bareRoom.run(language, { code: programs.streaming });
      expect(stdout).toBe("1\n2\n3\n4\n");
      expect(happenings.length).toBeGreaterThanOrEqual(3);
    });

    test("keeps the first and the newest part of too much output", async ({ bareRoom }) => {
      const { stdout, happenings } = await bareRoom.run(language, { code: programs.writesTooMuch });
      expect(stdout).toMatch(/^0\b.*\n1\b/);
      expect(stdout).toMatch(/\n99999\b.*\n$/);
      expect(stdout.length).toBeLessThanOrEqual(256 * 1024);
      expect(happenings.filter((happening) => happening.kind === "truncated")).toHaveLength(1);
    });

    test("stops an endless sleep, and runs again", async ({ bareRoom }) => {
      const { result, stopMs } = await bareRoom.run(language, { code: programs.sleeps, stopAt: "on" });
      expect(result.outcome).toBe("stopped");
      expect(stopMs).toBeLessThan(MAX_STOP_MS);
      expect((await bareRoom.run(language, { code: programs.hello })).stdout).toBe("hello\n");
    });

    test("a flood of output leaves the page alive", async ({ bareRoom }) => {
      const recording = await bareRoom.run(language, { code: programs.floods, stopWhenTruncated: true });
      expect(recording.result.outcome).toBe("stopped");
      expect(recording.longestFrameGapMs).toBeLessThan(1000);
    });
  });
}

test("a page that is isolated, and has no shared memory all the same, runs code", async ({ browser, site }) => {
  const page = await browser.newPage();
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "SharedArrayBuffer"));
  await page.goto(site.url);
  expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
  const room = new Room(page);
  for (const { language, hello } of BOTH_KINDS) {
    expect((await room.run(language, { code: hello })).stdout).toBe("hello\n");
    expect(await page.evaluate((name) => window.lab.interactiveInput(name), language)).toBe(false);
  }
  await page.close();
});
