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
