// What is checked, with which program; and how checks run side by side.
import { readdirSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { ensureBuiltPage, pageProgram } from "./page.mjs";
import { BACKEND, FRONTEND, programOf, REPOSITORY, SCRIPTS, VENV } from "./paths.mjs";
import { progressLine } from "./progress.mjs";
import { run } from "./run.mjs";
import { withoutSettings } from "./settings.mjs";
import { lastWords } from "./summary.mjs";

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<import("./run.mjs").Outcome>} work
 */

/**
 * @typedef {import("./summary.mjs").Row & { output: string }} CheckedRow
 */

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 */

/**
 * A program of the server's environment.
 * @param {string} name
 * @param {...string} args
 * @returns {Program}
 */
export function serverTool(name, ...args) {
  return { command: programOf(VENV, "python"), args: ["-m", name, ...args], cwd: BACKEND };
}

/**
 * A program of the page's packages.
 * @param {string} packageName
 * @param {string} program
 * @param {...string} args
 * @returns {Program}
 */
export function pageTool(packageName, program, ...args) {
  return { command: process.execPath, args: [pageProgram(packageName, program), ...args], cwd: FRONTEND };
}

/**
 * A check that passes when a program does.
 * @param {string} name
 * @param {Program} program
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Check}
 */
export function check(name, { command, args, cwd }, env = withoutSettings(process.env)) {
  return { name, work: () => run(command, args, { cwd, env }) };
}

/** All that is written in Python, by the server's rules: the server, and what of the page's runtimes runs inside Python. */
const PYTHON = ["--config", "pyproject.toml", ".", "../frontend/src/services/runtimes"];

/** Format, lint and types, in two lanes that may run side by side. */
export function staticChecks() {
  const biome = (/** @type {string[]} */ ...args) => pageTool("@biomejs/biome", "biome", ...args);
  return {
    server: [
      check("format: server", serverTool("ruff", "format", "--check", ...PYTHON)),
      check("lint: server", serverTool("ruff", "check", ...PYTHON)),
      check("types: server", serverTool("mypy")),
    ],
    page: [
      check("format: page, commands", biome("format", ".", "../scripts")),
      check("lint: page, commands", biome("check", "--formatter-enabled=false", ".", "../scripts")),
      check("types: page", pageTool("typescript", "tsc", "--noEmit")),
      check("types: commands", pageTool("typescript", "tsc", "--project", "../scripts")),
    ],
  };
}

/** Named one by one, because Node 20 and 22 look into folders differently. */
function commandTests() {
  const folder = path.join(SCRIPTS, "lib");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => path.join(folder, name));
}

/** The room's tests but for the long random ones. */
const PLAIN_TESTS = "not convergence and not hostile and not bus";

/** The server's tests side by side. Each place has a PostgreSQL and a Redis of its own: more than four would only crowd. */
const SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"];

/** The suites that need no browser. */
export function suites() {
  const plain = { ...withoutSettings(process.env), NATIVE: "off" };
  return {
    server: [
      check("tests: server", serverTool("pytest", ...SIDE_BY_SIDE)),
      // The others ran what was compiled, where there is a compiler.
      check("tests: room as Python", serverTool("pytest", ...SIDE_BY_SIDE, "tests/collab", "-k", PLAIN_TESTS), plain),
    ],
    page: [
      check("tests: commands", {
        command: process.execPath,
        args: ["--test", "--test-reporter=spec", ...commandTests()],
        cwd: REPOSITORY,
      }),
      check("tests: page", pageTool("vitest", "vitest", "run")),
    ],
  };
}

/**
 * A check that passes when our own work does.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Check}
 */
export function workCheck(name, work) {
  return {
    name,
    work: async () => {
      const started = performance.now();
      const seconds = () => (performance.now() - started) / 1000;
      try {
        await work();
        return { ok: true, output: "", seconds: seconds() };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { ok: false, output: `${error.output}\n${error.message}`, seconds: seconds() };
      }
    },
  };
}

/** The build as a check of its own: the browser tests need it, and it may fail. */
export const buildCheck = workCheck("build: page", ensureBuiltPage);

/**
 * Run lanes of checks side by side, one check of a lane after the other; a failure stops none of the others.
 * @param {readonly (readonly Check[])[]} lanes
 * @returns {Promise<CheckedRow[]>}
 */
export async function runLanes(lanes) {
  return (await Promise.all(lanes.map(runLane))).flat();
}

/** @param {readonly Check[]} lane */
async function runLane(lane) {
  /** @type {CheckedRow[]} */
  const rows = [];
  for (const { name, work } of lane) {
    const { ok, output, seconds } = await work();
    console.log(progressLine(ok ? name : `${name} FAILED`, seconds));
    if (ok) for (const words of lastWords(output)) console.log(`    ${words}`);
    rows.push({ name, result: ok ? "passed" : "FAILED", seconds, output });
  }
  return rows;
}

/**
 * Print all that the failed checks said, each below its name.
 * @param {readonly CheckedRow[]} rows
 */
export function printFailures(rows) {
  for (const { name, result, output } of rows) {
    if (result === "FAILED") console.log(`\n==== ${name} ====\n${output.trimEnd()}`);
  }
}
