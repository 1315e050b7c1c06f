// How the checks ended, as one table.
import { stripVTControlCharacters } from "node:util";

/** @typedef {"passed" | "FAILED" | "not run"} Result */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {Result} result
 * @property {number} seconds
 */

/**
 * The table and the sentence below it. Plain letters only, so that every terminal and log can show them.
 * @param {readonly Row[]} rows
 * @param {number} seconds from beginning to end, which is less than the sum where checks ran side by side
 * @returns {string}
 */
export function summarize(rows, seconds) {
  const width = Math.max("step".length, ...rows.map((row) => row.name.length));
  /** @type {(name: string, result: string, time: string) => string} */
  const line = (name, result, time) =>
    `  ${name.padEnd(width)}  ${result.padEnd("not run".length)}  ${time.padStart(7)}`;
  const failed = rows.filter((row) => row.result !== "passed");
  const verdict =
    failed.length === 0
      ? `All ${rows.length} steps passed in ${seconds.toFixed(1)} s.`
      : `${failed.length} of ${rows.length} steps did not pass: ${failed.map((row) => row.name).join(", ")}.`;
  return [
    line("step", "result", "seconds"),
    line("-".repeat(width), "-".repeat("not run".length), "-".repeat("seconds".length)),
    ...rows.map((row) => line(row.name, row.result, row.seconds.toFixed(1))),
    "",
    verdict,
  ].join("\n");
}

const COUNT = /\b\d+ (passed|failed|flaky|skipped|did not run)\b/;

/**
 * What a test runner says at its end: how many passed, and each test that needed a second try. A step that passed shows no
 * more of its output than this, and a flaky test must not hide behind that.
 * @param {string} output
 * @returns {string[]}
 */
export function lastWords(output) {
  /** @type {string[]} */
  const words = [];
  let isFlaky = false;
  for (const line of stripVTControlCharacters(output).split("\n")) {
    if (COUNT.test(line)) {
      isFlaky = line.includes("flaky");
      words.push(line.trim());
    } else if (isFlaky && line.startsWith("    ")) {
      words.push(`flaky: ${line.trim()}`);
    } else {
      isFlaky = false;
    }
  }
  return words;
}

/**
 * Whether everything passed.
 * @param {readonly Row[]} rows
 */
export function allPassed(rows) {
  return rows.every((row) => row.result === "passed");
}
