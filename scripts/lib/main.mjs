// Choose the command, run it, and turn an expected failure into a sentence and an exit code.
import { passSignalsToChildren } from "./children.mjs";
import { Failure } from "./failure.mjs";

/** @typedef {(args: string[]) => Promise<number>} Command resolves with the exit code */

/** @type {Record<string, () => Promise<{ command: Command }>>} */
const COMMANDS = {
  start: () => import("../commands/start.mjs"),
  dev: () => import("../commands/dev.mjs"),
  build: () => import("../commands/build.mjs"),
  wheel: () => import("../commands/wheel.mjs"),
  install: () => import("../commands/install.mjs"),
  check: () => import("../commands/check.mjs"),
  test: () => import("../commands/test.mjs"),
  docs: () => import("../commands/docs.mjs"),
  lock: () => import("../commands/lock.mjs"),
};

/** @param {string[]} args the name of a command and what it takes */
export async function main([name = "", ...args]) {
  const load = COMMANDS[name];
  passSignalsToChildren();
  try {
    if (load === undefined)
      throw new Failure(`"${name}" is no command: use one of ${Object.keys(COMMANDS).join(", ")}.`);
    const { command } = await load();
    process.exitCode = await command(args);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.output !== "") console.error(error.output.trimEnd());
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
