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
