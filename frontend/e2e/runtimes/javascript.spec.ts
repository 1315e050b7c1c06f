/** What is JavaScript's alone. */
import { expect, test } from "./fixtures";
import type { Recording, Script } from "./page/main";

let run: (script: Script) => Promise<Recording>;

test.beforeEach(({ room }) => {
  run = (script) => room.run("javascript", script);
});

test("a run lasts until its last timer, and no longer", async () => {
  const code = `
let ticks = 0;
const interval = setInterval(() => {
  console.log("tick");
  if (++ticks === 3) clearInterval(interval);
}, 20);
clearTimeout(setTimeout(() => console.log("never"), 1e6));
setImmediate(() => console.log("now"));
`;
  const { stdout, result } = await run({ code });
  expect(stdout).toBe("now\ntick\ntick\ntick\n");
  expect(result.outcome).toBe("succeeded");
});

test("an error in a timer ends the run and points at its line", async () => {
  const code =
    "setInterval(() => console.log('again'), 50);\nsetTimeout(() => {\n  throw new TypeError('late');\n}, 5);";
  const { result, stderr } = await run({ code });
  expect(result).toMatchObject({ outcome: "failed", error: "TypeError: late (main.js, line 3)" });
  expect(stderr).toContain("main.js:3\n  throw new TypeError('late');\n        ^\n");
});

test("a promise that nobody catches ends the run", async () => {
  const code = "async function work() {\n  await null;\n  throw new Error('lost');\n}\nwork();";
  const { result } = await run({ code });
  expect(result).toMatchObject({ outcome: "failed", error: "Error: lost (main.js, line 3)" });
});

test("what the browser does by itself may finish without being awaited", async () => {
  const code = `
async function main() {
  const bytes = await new Blob([new Uint8Array(64 << 20)]).arrayBuffer();
  console.log(bytes.byteLength);
  console.log(await new Blob(["blob"]).text(), await new Response("response").text());
}
main();
`;
  expect((await run({ code })).stdout).toBe("67108864\nblob response\n");
});

test("process.exit ends a program that would catch everything", async () => {
  const code =
    "try {\n  process.stdout.write('bye');\n  process.exit(0);\n} catch {}\nconsole.log('after');\nfor (;;);";
  const { stdout, result } = await run({ code });
  expect(stdout).toBe("bye");
  expect(result.outcome).toBe("succeeded");
});

test("console prints objects as Node does", async () => {
  const { stdout } = await run({ code: "console.log({ a: [1, { b: new Map([['k', { z: 1 }]]) }] }, 'text', -0)" });
  expect(stdout).toBe("{ a: [ 1, { b: [Map] } ] } text -0\n");
});

test("a thrown value that is no error is shown", async () => {
  const { result, stderr } = await run({ code: "throw { code: 7 };" });
  expect(result.error).toBe("Uncaught { code: 7 }");
  expect(stderr).toBe("Uncaught { code: 7 }\n");
});
