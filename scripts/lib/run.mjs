// Run a program to its end, keeping what it prints or letting it print.
import { endingSignal, exitCodeOf, signalChild, startChild } from "./children.mjs";
import { Failure } from "./failure.mjs";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] instead of our own
 * @property {number} [timeoutSeconds] when to give up and kill it
 */

/**
 * @typedef {object} Outcome
 * @property {boolean} ok
 * @property {string} output both streams in the order they came, and a last line when it did not start or took too long
 * @property {number} seconds
 */

/** Longer than anything takes that does not hang: the browser tests need half of it. */
const DEFAULT_TIMEOUT_SECONDS = 3300;

/**
 * Run a program quietly and say how it ended. Never throws because of the program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd, env, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = startChild(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on("data", (chunk) => chunks.push(chunk));
    child.stderr?.on("data", (chunk) => chunks.push(chunk));
    const limit = setTimeout(() => {
      chunks.push(Buffer.from(`\nStopped after ${timeoutSeconds} seconds.\n`));
      signalChild(child, "SIGKILL");
    }, timeoutSeconds * 1000);

    /** @param {boolean} ok */
    const finish = (ok) => {
      clearTimeout(limit);
      // Who was asked to end starts nothing more: with no promise kept, Node ends when the last child has.
      if (endingSignal() !== null) return;
      const seconds = (performance.now() - started) / 1000;
      resolve({ ok, output: Buffer.concat(chunks).toString("utf8"), seconds });
    };
    child.once("error", (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.once("close", (code) => finish(code === 0));
  });
}

/**
 * Run a program quietly that must succeed; its output is returned.
 * @param {string} failure the sentence to say when it does not
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 * @throws {Failure} with all the program printed
 */
export async function mustRun(failure, command, args, options) {
  const outcome = await run(command, args, options);
  if (!outcome.ok) throw new Failure(failure, outcome.output);
  return outcome.output;
}

/**
 * Run a program that uses our terminal, and return its exit code as a shell would.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function runInTerminal(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = startChild(command, args, { cwd, env, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? exitCodeOf(signal ?? "SIGKILL")));
  });
}
