// Every process that a command starts, so that one signal ends them all and none is left behind.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { IS_WINDOWS } from "./paths.mjs";

/** How long children may take to end when asked, before they are killed. */
const GRACE_SECONDS = 20;

/** Signals closer together than this are one: a terminal and npm both deliver the same Ctrl+C. */
const ONE_SIGNAL_MILLISECONDS = 1000;

/** How often to look whether npm is still there. */
const ORPHANED_MILLISECONDS = 100;

/** What asks a program to end. */
const END_SIGNALS = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);

/** @type {Set<import("node:child_process").ChildProcess>} */
const living = new Set();

/** @type {{ signal: NodeJS.Signals, at: number } | null} */
let ending = null;

/**
 * Start a program as the leader of its own process group, so that a signal reaches it once, and through us.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 */
export function startChild(command, args, options) {
  const child = spawn(command, args, { ...options, detached: !IS_WINDOWS });
  living.add(child);
  child.once("error", () => living.delete(child));
  child.once("exit", () => living.delete(child));
  return child;
}

/**
 * Signal a child and everything it has started. One that is already gone is no failure.
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function signalChild(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (IS_WINDOWS) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/**
 * The exit code by which a shell says that a signal ended a program.
 * @param {NodeJS.Signals} signal
 */
export function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

/** The signal that asked us to end, or null. */
export function endingSignal() {
  return ending === null ? null : ending.signal;
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
  if (ending !== null) {
    if (Date.now() - ending.at > ONE_SIGNAL_MILLISECONDS) killAll();
    return;
  }
  ending = { signal, at: Date.now() };
  process.exitCode = exitCodeOf(signal);
  if (living.size === 0) process.exit();
  for (const child of living) signalChild(child, signal);
  setTimeout(killAll, GRACE_SECONDS * 1000).unref();
}

function killAll() {
  for (const child of living) signalChild(child, "SIGKILL");
}

/** From now on, pass the signals that end a program to every child, and let the command see them end. */
export function passSignalsToChildren() {
  for (const signal of END_SIGNALS) process.on(signal, () => end(signal));
  // npm passes a signal to the shell between it and us, which dies of it without a word. So its death is the signal.
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    end("SIGTERM");
  }, ORPHANED_MILLISECONDS);
  watch.unref();
}
