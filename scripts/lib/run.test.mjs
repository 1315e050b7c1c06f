// A program's end is told as it was: success, failure, or too late; and its output is kept whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "./failure.mjs";
import { mustRun, run, runInTerminal } from "./run.mjs";

/** @param {string} script */
const node = (script) => /** @type {const} */ ([process.execPath, ["-e", script]]);

test("both streams are kept", async () => {
  const { ok, output } = await run(...node("console.log('out'); console.error('err')"));
  assert.equal(ok, true);
  assert.match(output, /out/);
  assert.match(output, /err/);
});

test("a program that fails, or is not there, or takes too long, is not ok", async () => {
  assert.equal((await run(...node("process.exit(3)"))).ok, false);
  assert.equal((await run("no-such-program", [])).ok, false);
  const endless = await run(...node("setInterval(() => {}, 1000)"), { timeoutSeconds: 0.3 });
  assert.equal(endless.ok, false);
  assert.match(endless.output, /Stopped after 0\.3 seconds/);
});

test("a program that had to succeed fails with our sentence and its output", async () => {
  await assert.rejects(mustRun("It broke.", ...node("console.log('why'); process.exit(1)")), (error) => {
    return error instanceof Failure && error.message === "It broke." && error.output.includes("why");
  });
});

test("exit codes are those of a shell", async () => {
  assert.equal(await runInTerminal(...node("process.exit(7)")), 7);
  assert.equal(await runInTerminal(...node("process.kill(process.pid, 'SIGTERM')")), 143);
});
