// The summary says of each step how it ended, and below, in one sentence, whether all is well.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allPassed, lastWords, summarize } from "./summary.mjs";

/** @type {import("./summary.mjs").Row} */
const PASSED = { name: "types: page", result: "passed", seconds: 3.14 };
/** @type {import("./summary.mjs").Row} */
const FAILED = { name: "tests: page", result: "FAILED", seconds: 12 };
/** @type {import("./summary.mjs").Row} */
const NOT_RUN = { name: "tests: browser", result: "not run", seconds: 0 };

test("a table has a line for each step, and a sentence when all passed", () => {
  assert.equal(
    summarize([PASSED], 4),
    [
      "  step         result   seconds",
      "  -----------  -------  -------",
      "  types: page  passed       3.1",
      "",
      "All 1 steps passed in 4.0 s.",
    ].join("\n"),
  );
  assert.equal(allPassed([PASSED]), true);
});

test("what failed and what could not run are named", () => {
  const rows = [PASSED, FAILED, NOT_RUN];
  assert.equal(summarize(rows, 20).split("\n").at(-1), "2 of 3 steps did not pass: tests: page, tests: browser.");
  assert.equal(allPassed(rows), false);
  assert.equal(allPassed([PASSED, NOT_RUN]), false);
});

test("a test that needed a second try is named, though its step passed", () => {
  const output =
    "\n  \u001b[33m1 flaky\u001b[39m\n    [room] › e2e/room.spec.ts:4:1 › a story\n  139 passed (7.5m)\nbye\n";
  assert.deepEqual(lastWords(output), [
    "1 flaky",
    "flaky: [room] › e2e/room.spec.ts:4:1 › a story",
    "139 passed (7.5m)",
  ]);
});

test("what a suite counted is kept, and nothing else that it said", () => {
  assert.deepEqual(lastWords("....  [100%]\n911 passed in 190.52s\n"), ["911 passed in 190.52s"]);
  assert.deepEqual(lastWords("No problem.\n"), []);
});
