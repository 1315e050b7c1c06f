/** Every runtime keeps the promises of `contract.ts`, in a real browser. */
import { expect, test } from "./fixtures";
import type { Recording, Script } from "./page/main";
import { type ExpectedError, has, LANGUAGES } from "./programs";

/** DESIGN's word is "at once"; the contract's is a second. */
const MAX_STOP_MS = 1000;
const MAX_FRAME_GAP_MS = 1000;
const MAX_OUTPUT_BYTES = 256 * 1024;
/** Calls of `write` a second, and some for the first and the last. */
const MAX_WRITES_PER_SECOND = 20;

const linesOf = (text: string): string[] => text.trimEnd().split("\n");
const bytesOf = (recording: Recording): number => Buffer.byteLength(recording.stdout + recording.stderr);

for (const programs of LANGUAGES) {
  const { language, fileName } = programs;

  test.describe(language, () => {
    let run: (script: Script) => Promise<Recording>;

    test.beforeEach(({ room }) => {
      run = (script) => room.run(language, script);
    });

    const expectToRunAgain = async (): Promise<void> => {
      const next = await run({ code: programs.hello });
      expect(next.stdout).toBe("hello\n");
      expect(next.result.outcome).toBe("succeeded");
    };

    const expectStopped = (recording: Recording): void => {
      expect(recording.result.outcome).toBe("stopped");
      expect(recording.stopMs).not.toBeNull();
      expect(recording.stopMs).toBeLessThan(MAX_STOP_MS);
      expect(recording.late).toEqual([]);
    };

    const expectError = async (expected: ExpectedError): Promise<void> => {
      const { result, stderr } = await run({ code: expected.code });
      expect(result.outcome).toBe("failed");
      expect(result.error).toContain(expected.says);
      expect(result.error).toContain(`${fileName}, line ${expected.line}`);
      expect(stderr).toContain(expected.says);
      expect(stderr).toMatch(new RegExp(`${fileName}(", line |:)${expected.line}`));
      expect(stderr).not.toMatch(/blob:|algoroom(?! fetch-packages)|pyodide|wasm/i);
    };

    /** A promise that a language is held to where it has the program for it. */
    const rule = <Program>(
      name: string,
      program: Program | { readonly lacks: string },
      body: (program: Program) => Promise<void>,
    ): void => {
      if (has(program)) test(name, () => body(program));
    };

    test("nothing is loaded until it is asked for, and loading tells how far it is", async ({ browser, site }) => {
      const page = await browser.newPage();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(site.url);
      const cold = await page.evaluate((name) => window.lab.status(name), language);
      expect(cold).toEqual({ kind: "cold" });
      expect(asked.filter((path) => path.startsWith("/sandbox/") || path.startsWith("/assets/runtimes/"))).toEqual([]);
      const seen = await page.evaluate((name) => window.lab.warmUp(name), language);
      expect(seen[0]?.kind).toBe("loading");
      expect(seen.at(-1)).toEqual({ kind: "ready" });
      const loaded = seen.flatMap((status) => (status.kind === "loading" ? [status.loadedBytes] : []));
      expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
      await page.evaluate((name) => window.lab.dispose(name), language);
      // A frame that was still booting goes as soon as it has booted.
      await expect.poll(() => page.evaluate(() => window.lab.frames())).toBe(0);
      await page.close();
    });

    test("a program's output arrives and the run succeeds", async () => {
      const { result, stdout, stderr, happenings, late } = await run({ code: programs.hello });
      expect({ stdout, stderr, late }).toEqual({ stdout: "hello\n", stderr: "", late: [] });
      expect(result).toMatchObject({ outcome: "succeeded", error: null, durationMs: expect.any(Number) });
      expect(happenings).toHaveLength(1);
    });

    rule("output arrives while the program runs, in order", programs.streaming, async (program) => {
      const { stdout, happenings, result } = await run({ code: program });
      expect(linesOf(stdout)).toEqual(["1", "2", "3", "4"]);
      // What is made ready for the next run may hold a piece up until the one behind it, never until the end.
      expect(happenings.length).toBeGreaterThan(1);
      expect(result.durationMs).toBeGreaterThan(250);
    });

    test("the most memory that a program has had is told, where it can be", async () => {
      const atFirst = (await run({ code: programs.hello })).result.peakMemoryBytes;
      if (!has(programs.fills)) {
        expect(atFirst).toBeUndefined();
        return;
      }
      const { result, stdout } = await run({ code: programs.fills });
      expect(stdout).toBe("filled\n");
      expect(atFirst).toBeGreaterThan(0);
      expect(result.peakMemoryBytes).toBeGreaterThanOrEqual(40_000_000);
    });

    rule("standard output and standard error are told apart", programs.streams, async (program) => {
      const { stdout, stderr } = await run({ code: program });
      expect({ stdout, stderr }).toEqual({ stdout: "out\n", stderr: "err\n" });
    });

    rule("input is asked for when the program wants it, after its prompt", programs.asks, async (program) => {
      const { stdout, happenings } = await run({ code: program, answers: ["Ada", "36"] });
      expect(stdout).toBe("name? hello Ada\nage? 36 years\n");
      const kinds = happenings.map((happening) => (happening.kind === "write" ? happening.text : happening.kind));
      expect(kinds.slice(0, 2)).toEqual(["name? ", "needInput"]);
      expect(kinds.join("")).toBe("name? needInputhello Ada\nage? needInput36 years\n");
    });

    rule("prepared input is read first, then the person is asked", programs.asks, async (program) => {
      const { stdout, happenings } = await run({ code: program, stdin: "Ada\n", answers: ["36"] });
      expect(stdout).toBe("name? hello Ada\nage? 36 years\n");
      expect(happenings.filter((happening) => happening.kind === "needInput")).toHaveLength(1);
    });

    rule("the end of input reaches the program", programs.readsToEnd, async (program) => {
      const { stdout } = await run({ code: program, answers: ["a", "", null] });
      expect(stdout).toBe("ended\n");
    });

    rule("Stop ends a program that waits for input, and the next run works", programs.asks, async (program) => {
      expectStopped(await run({ code: program, stopWhenAsked: true }));
      await expectToRunAgain();
    });

    test("an error points at the person's own line and at nothing else", () => expectError(programs.fails));

    test("a program that does not parse says where", () => expectError(programs.doesNotParse));

    rule("a package that is not there is named", programs.importsMissing, expectError);

    rule("calls without end fail in few words", programs.recurses, async (program) => {
      const { result, stderr } = await run({ code: program });
      expect(result.outcome).toBe("failed");
      expect(result.error).toMatch(new RegExp(`${fileName}, line \\d+\\)$`));
      expect(linesOf(stderr).length).toBeLessThan(60);
      await expectToRunAgain();
    });

    rule("a program may exit, and its code is told", programs.exits, async (program) => {
      const { stdout, result } = await run({ code: program });
      expect(stdout).toBe("before\n");
      expect(result).toMatchObject({ outcome: "failed", error: "Exited with code 3." });
      await expectToRunAgain();
    });

    rule("an endless loop is stopped, and the next run works", programs.loops, async (program) => {
      expectStopped(await run({ code: program, stopAt: "on" }));
      await expectToRunAgain();
    });

    rule(
      "a loop that swallows every exception is stopped, and the next run works",
      programs.resists,
      async (program) => {
        expectStopped(await run({ code: program, stopAt: "on" }));
        await expectToRunAgain();
      },
    );

    rule("an endless sleep is stopped, and the next run works", programs.sleeps, async (program) => {
      expectStopped(await run({ code: program, stopAt: "on" }));
      await expectToRunAgain();
    });

    test("a flood of output leaves the page alive and is stopped", async () => {
      const recording = await run({ code: programs.floods, stopWhenTruncated: true });
      expectStopped(recording);
      expect(recording.longestFrameGapMs).toBeLessThan(MAX_FRAME_GAP_MS);
      expect(linesOf(recording.stdout).slice(0, 3)).toEqual(["0", "1", "2"]);
      expect(bytesOf(recording)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
      await expectToRunAgain();
    });

    test("of 10 MB of output the first part and the newest are kept", async () => {
      const recording = await run({ code: programs.writesTooMuch });
      const { stdout, happenings, result } = recording;
      const numbers = linesOf(stdout).map((line) => line.split(/\s/)[0]);
      expect(result.outcome).toBe("succeeded");
      expect(numbers.slice(0, 2)).toEqual(["0", "1"]);
      expect(numbers.at(-1)).toBe("99999");
      expect(bytesOf(recording)).toBeGreaterThan(MAX_OUTPUT_BYTES / 2);
      expect(bytesOf(recording)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
      expect(happenings.filter((happening) => happening.kind === "truncated")).toHaveLength(1);
      const seconds = result.durationMs / 1000;
      expect(happenings.length).toBeLessThan(seconds * MAX_WRITES_PER_SECOND + 8);
      // After the cut comes only what was kept back.
      const cut = happenings.findIndex((happening) => happening.kind === "truncated");
      const tail = happenings.slice(cut + 1).map((happening) => (happening.kind === "write" ? happening.text : ""));
      expect(tail.join("").length).toBeLessThanOrEqual(64 * 1024);
    });

    test("letters of all scripts pass both ways", async () => {
      const { stdout } = await run({ code: programs.unicode, answers: ["ça va? 漢字 👩🏽‍💻"] });
      expect(stdout).toBe(has(programs.asks) ? "grüße, 世界 🎈\nça va? 漢字 👩🏽‍💻\n" : "grüße, 世界 🎈\n");
    });

    rule("a program may await", programs.awaits, async (program) => {
      expect((await run({ code: program })).stdout).toBe("waited\n");
    });

    rule("two runs do not see each other's variables", programs.looksAround, async (program) => {
      if (has(programs.leaves)) await run({ code: programs.leaves });
      const { stdout, stderr } = await run({ code: program });
      expect({ stdout, stderr }).toEqual({ stdout: "clean\n", stderr: "" });
    });

    rule("a program uses the files beside it, as they are at each run", programs.files, async ({ code, files }) => {
      const [first, ...others] = files;
      const changed = { ...first, text: first.text.replace("apples", "lemons") };
      const { stdout, stderr } = await run({ code, files });
      expect({ stdout, stderr }).toEqual({ stdout: "6 apples\n", stderr: "" });
      expect((await run({ code, files: [changed, ...others] })).stdout).toBe("6 lemons\n");
      const { result } = await run({ code });
      expect(result.outcome).toBe("failed");
    });

    rule("an error in another file points at its line there", programs.files, async ({ fails }) => {
      const { result, stderr } = await run({ code: fails.code, files: fails.files });
      expect(result.outcome).toBe("failed");
      expect(result.error).toContain(fails.says);
      expect(result.error).toContain(`${fails.file}, line ${fails.line}`);
      expect(stderr).toMatch(new RegExp(`${fails.file}(", line |:)${fails.line}`));
      expect(stderr).not.toMatch(/blob:|algoroom(?! fetch-packages)|pyodide|wasm/i);
    });

    rule(
      "a program opens the files beside it, and what it writes is its own run's",
      programs.opens,
      async (program) => {
        const files = [{ name: "data.txt", text: "one\nzwei ü\nthree\n" }];
        for (let runs = 0; runs < 2; runs += 1) {
          const { stdout, stderr, result } = await run({ code: program, files });
          expect({ stdout, stderr }).toEqual({ stdout: "zwei ü\nnew\nmore\nnone\n", stderr: "" });
          expect(result.outcome).toBe("succeeded");
        }
      },
    );

    test("only one run at a time", async ({ room }) => {
      const refused = await room.page.evaluate(
        async ([name, code]) => {
          const first = window.lab.run(name, { code });
          const second = await window.lab.run(name, { code }).then(
            () => "ran",
            (error: Error) => error.message,
          );
          await first;
          return second;
        },
        [language, programs.hello] as const,
      );
      expect(refused).toContain("already under way");
    });
  });
}
