// Programs that run side by side until one of them ends, each line of their logs with its name before it.
import { watch } from "node:fs";
import { createInterface } from "node:readline";
import { endingSignal, exitCodeOf, signalChild, startChild } from "./children.mjs";

/**
 * @typedef {object} Part
 * @property {string} label before each of its lines
 * @property {import("./checks.mjs").Program} program
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [reloadOn] folder; a change of a Python file below it starts the program again
 */

/**
 * @typedef {object} Running
 * @property {Promise<number>} ended exit code
 * @property {() => void} end
 */

/** An editor that saves many files at once makes one restart. */
const CHANGE_SETTLES_MILLISECONDS = 150;

const LABEL_WIDTH = 6;

/**
 * Run all parts until one ends or we are told to; then end the others. Resolves with the exit code of the first to end.
 * @param {readonly Part[]} parts
 * @returns {Promise<number>}
 */
export async function runTogether(parts) {
  const running = parts.map((part) =>
    part.reloadOn === undefined ? runOnce(part) : runAndReload(part, part.reloadOn),
  );
  const first = await Promise.race(running.map(({ ended }) => ended));
  for (const { end } of running) end();
  await Promise.all(running.map(({ ended }) => ended));
  const signal = endingSignal();
  return signal === null ? first : exitCodeOf(signal);
}

/**
 * @param {Part} part
 * @returns {Running}
 */
function runOnce(part) {
  const child = startPart(part);
  return { ended: exitOf(child), end: () => signalChild(child, "SIGTERM") };
}

/**
 * Keep a part running: anew after each change, and after a crash as soon as something changes. It is the real program
 * that restarts, so development and production serve with the same settings.
 * @param {Part} part
 * @param {string} folder
 * @returns {Running}
 */
function runAndReload(part, folder) {
  const watcher = watch(folder, { recursive: true });
  let child = start();
  let turn = Promise.resolve();
  /** @type {NodeJS.Timeout | undefined} */
  let settling;

  function start() {
    const started = startPart(part);
    const exit = exitOf(started).then((code) => {
      if (endingSignal() !== null) watcher.close();
      return code;
    });
    return { process: started, exit };
  }

  async function restart() {
    signalChild(child.process, "SIGTERM");
    await child.exit;
    if (endingSignal() !== null) return;
    printLine(part.label, "starting again, because the code changed");
    child = start();
  }

  watcher.on("change", (_, file) => {
    if (!file.toString().endsWith(".py")) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      turn = turn.then(restart);
    }, CHANGE_SETTLES_MILLISECONDS);
  });
  return {
    ended: new Promise((resolve) => watcher.once("close", () => resolve(child.exit))),
    end: () => {
      clearTimeout(settling);
      signalChild(child.process, "SIGTERM");
      watcher.close();
    },
  };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", (code, signal) => resolve(code ?? exitCodeOf(signal ?? "SIGKILL")));
  });
}

/** @param {Part} part */
function startPart({ label, program: { command, args, cwd }, env }) {
  const child = startChild(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", (line) => printLine(label, line));
  }
  return child;
}

/**
 * @param {string} label
 * @param {string} line
 */
function printLine(label, line) {
  console.log(`${label.padEnd(LABEL_WIDTH)} | ${line}`);
}
