/** Where the browser gives no shared memory, programs still run, with prepared input, and Stop still stops. */
import { expect, test } from "./fixtures";
import { javascript } from "./programs/javascript";
import { python } from "./programs/python";

const MAX_STOP_MS = 1000;

for (const programs of [python, javascript]) {
  const { language } = programs;

  test.describe(`${language} without shared memory`, () => {
    test("runs, and says that nobody can be asked for input", async ({ bareRoom }) => {
      const { stdout } = await bareRoom.run(language, { code: programs.hello });
      expect(stdout).toBe("hello\n");
      expect(await bareRoom.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(false);
      expect(await bareRoom.page.evaluate((name) => window.lab.interactiveInput(name), language)).toBe(false);
    });

    test("reads prepared input", async ({ bareRoom }) => {
      const { stdout, happenings } = await bareRoom.run(language, { code: programs.asks, stdin: "Ada\n36" });
      expect(stdout).toBe("name? hello Ada\nage? 36 years\n");
      expect(happenings.filter((happening) => happening.kind === "needInput")).toEqual([]);
    });

    test("says clearly that the prepared input is used up", async ({ bareRoom }) => {
      const { result, stderr } = await bareRoom.run(language, { code: programs.asks, stdin: "Ada\n" });
      expect(result.outcome).toBe("failed");
      expect(result.error).toContain("the prepared input is used up");
      expect(stderr).toContain("write all input lines before running");
    });

    test("streams output in order", async ({ bareRoom }) => {
      const { stdout, happenings } = await bareRoom.run(language, { code: programs.streaming });
      expect(stdout).toBe("1\n2\n3\n4\n");
      expect(happenings.length).toBeGreaterThanOrEqual(3);
    });

    test("keeps the first and the newest part of too much output", async ({ bareRoom }) => {
      const { stdout, happenings } = await bareRoom.run(language, { code: programs.writesTooMuch });
      expect(stdout.startsWith("0\n1\n")).toBe(true);
      expect(stdout.endsWith("\n99999\n")).toBe(true);
      expect(stdout.length).toBeLessThanOrEqual(256 * 1024);
      expect(happenings.filter((happening) => happening.kind === "truncated")).toHaveLength(1);
    });

    test("stops an endless loop and an endless sleep, and runs again", async ({ bareRoom }) => {
      for (const code of [programs.loops, programs.sleeps]) {
        const { result, stopMs } = await bareRoom.run(language, { code, stopAt: "on" });
        expect(result.outcome).toBe("stopped");
        expect(stopMs).toBeLessThan(MAX_STOP_MS);
      }
      expect((await bareRoom.run(language, { code: programs.hello })).stdout).toBe("hello\n");
    });

    test("a flood of output leaves the page alive", async ({ bareRoom }) => {
      const recording = await bareRoom.run(language, { code: programs.floods, stopWhenTruncated: true });
      expect(recording.result.outcome).toBe("stopped");
      expect(recording.longestFrameGapMs).toBeLessThan(1000);
    });
  });
}
