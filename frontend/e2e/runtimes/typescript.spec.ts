/** What is TypeScript's alone. */
import { expect, test } from "./fixtures";
import type { Recording, Script } from "./page/main";

let run: (script: Script) => Promise<Recording>;

test.beforeEach(async ({ room }) => {
  await room.page.evaluate(() => window.lab.warmUp("typescript"));
  run = (script) => room.run("typescript", script);
});

test("type errors are told beside the run, as tsc says them", async () => {
  const { stdout, stderr, result } = await run({ code: "const n: number = 'text';\n\nconsole.log(n);\n" });
  expect(stdout).toBe("text\n");
  expect(stderr).toBe("main.ts:1:7 - error TS2322: Type 'string' is not assignable to type 'number'.\n");
  expect(result.outcome).toBe("succeeded");
});

test("what the sandbox has is known to the types, and what it has not is not", async () => {
  const code = `
import { createInterface } from "node:readline/promises";
import assert from "node:assert/strict";
const reader = createInterface({ input: process.stdin, output: process.stdout });
const name: string = await reader.question("name? ");
assert.equal(name.length, 3);
setTimeout(() => console.log(structuredClone({ name }), performance.now() > 0), 1);
document.title;
`;
  const { stdout, stderr } = await run({ code, answers: ["Ada"] });
  expect(stdout).toContain("name? ");
  expect(stderr).toContain("main.ts:8:1 - error TS2584: Cannot find name 'document'");
  expect(stderr.match(/error TS/g)).toHaveLength(1);
});

test("enumerations and parameter properties run", async () => {
  const code = `
enum Color { Red, Green = 5 }
class Point { constructor(readonly x: number, private y = 2) {} sum() { return this.x + this.y; } }
console.log(Color.Green, Color[0], new Point(1).sum());
`;
  const { stdout, stderr } = await run({ code });
  expect({ stdout, stderr }).toEqual({ stdout: "5 Red 3\n", stderr: "" });
});

test("a stack names lines and columns as they were written", async () => {
  const code =
    "function f(a: number, b: string): never {\n  const x: number = a; throw new Error(b + x);\n}\nf(1, 'b');";
  const { stderr } = await run({ code });
  expect(stderr).toContain("main.ts:2\n  const x: number = a; throw");
  expect(stderr).toMatch(/at f \(main\.ts:2:30\)/);
});

test("many type errors are counted, not listed", async () => {
  const { stderr } = await run({ code: "let a: number;\n".concat("a = '';\n".repeat(30)) });
  expect(stderr.match(/error TS2322/g)).toHaveLength(20);
  expect(stderr).toContain("… and 10 more type errors");
});
