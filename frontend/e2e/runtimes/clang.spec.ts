/** What is C's and C++'s alone. */
import { expect, test } from "./fixtures";

for (const [language, header] of [
  ["c", "time.h"],
  ["cpp", "ctime"],
] as const) {
  test(`${language} measures by clock()`, async ({ room }) => {
    const code = `#include <stdio.h>\n#include <${header}>\nint main() {\n  clock_t began = clock();\n  while (clock() - began < CLOCKS_PER_SEC / 50) {}\n  puts("passed");\n}\n`;
    const { stdout, stderr, result } = await room.run(language, { code });
    expect({ stdout, stderr, outcome: result.outcome }).toEqual({
      stdout: "passed\n",
      stderr: "",
      outcome: "succeeded",
    });
  });
}

test("c: a program is compiled once, and again when it was edited", async ({ room }) => {
  const compiledAt = async (code: string): Promise<string> => (await room.run("c", { code })).stdout;
  const code = "#include <stdio.h>\nint main() { puts(__TIME__); }\n";
  const first = await compiledAt(code);
  expect(first).toMatch(/^\d\d:\d\d:\d\d\n$/);
  // Wherever the compiler takes its time from, this shows that it has passed.
  // Asked for seldom, since few programs are kept.
  await expect.poll(() => compiledAt(`${code}// ${performance.now()}\n`), { intervals: [1100] }).not.toBe(first);
  expect(await compiledAt(code)).toBe(first);
});

test("c: a program that could not be compiled has taken no memory", async ({ room }) => {
  const { result } = await room.run("c", { code: "int main() { return x; }\n" });
  expect(result.outcome).toBe("failed");
  expect(result).not.toHaveProperty("peakMemoryBytes");
});

test("c: a program is compiled ahead of its run", async ({ room }) => {
  const tellsTime = (edit: number): string => `#include <stdio.h>\nint main() { puts(__TIME__); }\n// edit ${edit}\n`;
  const compiledAt = async (edit: number): Promise<number> => {
    const { stdout } = await room.run("c", { code: tellsTime(edit) });
    const [hours = 0, minutes = 0, seconds = 0] = stdout.split(":").map(Number);
    return (hours * 60 + minutes) * 60 + seconds;
  };
  await compiledAt(1);
  await room.prepare("c", tellsTime(2));
  // Compiled behind it.
  const next = await compiledAt(3);
  let edit = 4;
  // Asked for seldom, since few programs are kept.
  await expect.poll(() => compiledAt(edit++), { intervals: [1100] }).not.toBe(next);
  const DAY_S = 24 * 60 * 60;
  expect((next - (await compiledAt(2)) + DAY_S) % DAY_S).toBeLessThan(DAY_S / 2);
});
