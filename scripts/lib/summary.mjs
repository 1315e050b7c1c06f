// How the checks ended, as one table.

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

/**
 * Whether everything passed.
 * @param {readonly Row[]} rows
 */
export function allPassed(rows) {
  return rows.every((row) => row.result === "passed");
}
