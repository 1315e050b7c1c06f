/** What is JavaScript's alone. */
import { expect, Room, test } from "./fixtures";
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

test("modules of Node are there by import and by require", async () => {
  const code = `
import assert, { deepStrictEqual } from "node:assert";
import { EventEmitter } from "events";
import * as util from "node:util";
const { EOL } = require("os");
const { setTimeout: pause } = await import("node:timers/promises");
deepStrictEqual({ a: [1] }, { a: [1] });
const emitter = new EventEmitter();
emitter.on("said", (word) => console.log(word + EOL.length));
emitter.emit("said", await pause(1, "later"));
assert.throws(() => assert.equal(1, 2), assert.AssertionError);
console.log(util.inspect({ deep: { a: 1 } }), require.main === module);
`;
  const { stdout, stderr } = await run({ code });
  expect({ stdout, stderr }).toEqual({ stdout: "later1\n{ deep: { a: 1 } } true\n", stderr: "" });
});

test("a module of Node that a browser cannot have is refused in a sentence", async () => {
  for (const code of ["import http from 'node:http';", "const http = require('node:http');"]) {
    const { result, stderr } = await run({ code: `\n${code}` });
    expect(result).toMatchObject({ outcome: "failed", error: expect.stringContaining("(main.js, line 2)") });
    expect(stderr).toContain("'node:http' belongs to Node but cannot work in a browser.");
  }
});

test("readline asks, emits lines and is iterated", async () => {
  const code = `
import { createInterface } from "node:readline";
const reader = createInterface({ input: process.stdin });
reader.question("name? ", (name) => {
  console.log("hello " + name);
  reader.on("line", (line) => {
    console.log("line " + line);
    if (line === "b") reader.close();
  });
});
reader.on("close", async () => {
  for await (const line of createInterface({ input: process.stdin })) console.log("then " + line);
  console.log("ended");
});
`;
  const { stdout } = await run({ code, stdin: "Ada\na\nb\nc\n", answers: ["d", null] });
  expect(stdout).toBe("name? hello Ada\nline a\nline b\nthen c\nthen d\nended\n");
});

test("standard input is read as a stream and as a file", async () => {
  const stream =
    "let all = '';\nprocess.stdin.on('data', (text) => (all += text)).on('end', () => console.log(all.length));";
  expect((await run({ code: stream, stdin: "ab\nc\n", answers: [null] })).stdout).toBe("5\n");
  const file = "console.log(require('fs').readFileSync(0, 'utf8').split('\\n').length)";
  expect((await run({ code: file, stdin: "ab\nc\n", answers: [null] })).stdout).toBe("3\n");
});

test("listeners of the process's end are heard, and may set its code", async () => {
  const { stdout, result } = await run({
    code: "process.on('exit', (code) => {\n  console.log('bye', code);\n  process.exitCode = 4;\n});",
  });
  expect(stdout).toBe("bye 0\n");
  expect(result.error).toBe("Exited with code 4.");
});

test("the next program's worker is there before its run", async ({ browser, site }) => {
  const page = await browser.newPage();
  await page.goto(site.url);
  const own = new Room(page);
  const theWaiting = async () => {
    await expect.poll(() => page.workers().length, { message: "one worker waits" }).toBe(1);
    return page.workers()[0];
  };
  await own.run("javascript", { code: "console.log('the first')" });
  const waiting = await theWaiting();
  const isUsed = new Promise((resolve) => waiting?.once("close", resolve));
  expect((await own.run("javascript", { code: "console.log('the second')" })).stdout).toBe("the second\n");
  await isUsed;
  expect(await theWaiting()).not.toBe(waiting);
  await page.close();
});

test("a program is told its own file's name", async () => {
  expect((await run({ code: "console.log(process.argv.join(' '))" })).stdout).toBe("node main.js\n");
});
