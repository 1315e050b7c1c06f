// uv, which makes the server's environment: the one of this machine, or one of our own under .tools/.
import os from "node:os";
import path from "node:path";
import { canInstallDebianPackages, installDebianPackages } from "./debian.mjs";
import { Failure } from "./failure.mjs";
import { findOnPath, isExecutable } from "./find.mjs";
import { programOf, TOOLS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { isAtLeast, parseVersion } from "./versions.mjs";

/** The first uv that knows every option we use. */
const UV_FLOOR = [0, 8];
const UV_REQUIREMENT = "uv>=0.8,<1";

/** `pip install --target` puts it here; that works even where Debian manages Python's packages itself. */
const UV_TARGET = path.join(TOOLS, "uv");

/** An environment of its own, for a Python that has venv but no pip. */
const UV_ENVIRONMENT = path.join(TOOLS, "uv-environment");

/** Settings of pip that would forbid `--target`, or hang on a question. */
const PIP_SETTINGS = {
  PIP_USER: "0",
  PIP_REQUIRE_VIRTUALENV: "0",
  PIP_NO_INPUT: "1",
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
};

const QUESTION_SECONDS = 30;

/**
 * A uv that runs, installed first if need be.
 * @returns {Promise<string>} its path
 * @throws {Failure}
 */
export async function getUv() {
  return (await findUv()) ?? (await step("uv installed under .tools/", installUv));
}

/**
 * Run uv. It brings certificates of its own; where those do not do, as behind a company's proxy, the machine's are tried.
 * @param {string} uv
 * @param {readonly string[]} args
 * @param {import("./run.mjs").RunOptions} [options]
 * @returns {Promise<import("./run.mjs").Outcome>}
 */
export async function runUv(uv, args, options = {}) {
  const outcome = await run(uv, args, options);
  if (outcome.ok || !outcome.output.includes("invalid peer certificate")) return outcome;
  // Two names of one setting: the older is all that an older uv knows.
  const env = { ...(options.env ?? process.env), UV_SYSTEM_CERTS: "1", UV_NATIVE_TLS: "1" };
  return run(uv, args, { ...options, env });
}

/**
 * Run uv, which must succeed.
 * @param {string} failure the sentence to say when it does not
 * @param {string} uv
 * @param {readonly string[]} args
 * @param {import("./run.mjs").RunOptions} [options]
 * @throws {Failure} with all that uv printed
 */
export async function mustRunUv(failure, uv, args, options) {
  const { ok, output } = await runUv(uv, args, options);
  if (!ok) throw new Failure(failure, output);
}

/** @returns {Promise<string | null>} */
async function findUv() {
  const home = os.homedir();
  const candidates = [
    ...(process.env.UV ? [process.env.UV] : []),
    ...findOnPath("uv"),
    programOf(path.join(home, ".local"), "uv"),
    programOf(path.join(home, ".cargo"), "uv"),
    programOf(UV_TARGET, "uv"),
    programOf(UV_ENVIRONMENT, "uv"),
  ];
  for (const candidate of candidates) if (await isUsableUv(candidate)) return candidate;
  return null;
}

/** @param {string} file */
async function isUsableUv(file) {
  if (!isExecutable(file)) return false;
  const { ok, output } = await run(file, ["--version"], { timeoutSeconds: QUESTION_SECONDS });
  const version = parseVersion(output);
  return ok && version !== null && isAtLeast(version, UV_FLOOR);
}

/** @returns {Promise<string>} */
async function installUv() {
  const first = await installUvWithPython();
  if (first.uv !== null) return first.uv;
  let output = first.output;
  if (canInstallDebianPackages()) {
    output += (await installDebianPackages(["python3-venv"])).output;
    const second = await installUvWithPython();
    if (second.uv !== null) return second.uv;
    output += second.output;
  }
  throw new Failure(
    "uv is missing and no Python here could install it: install uv as https://docs.astral.sh/uv says, then run the command again.",
    output,
  );
}

/** Let each Python of this machine try, first with its own pip, then with an environment's. */
async function installUvWithPython() {
  const env = { ...process.env, ...PIP_SETTINGS };
  let output = "";
  for (const python of ["python3", "python", "py"].flatMap((name) => findOnPath(name))) {
    const target = ["-m", "pip", "install", "--quiet", "--upgrade", "--target", UV_TARGET, UV_REQUIREMENT];
    output += (await run(python, target, { env })).output;
    if (await isUsableUv(programOf(UV_TARGET, "uv"))) return { uv: programOf(UV_TARGET, "uv"), output };

    output += (await run(python, ["-m", "venv", "--clear", UV_ENVIRONMENT])).output;
    const inside = ["-m", "pip", "install", "--quiet", UV_REQUIREMENT];
    output += (await run(programOf(UV_ENVIRONMENT, "python"), inside, { env })).output;
    if (await isUsableUv(programOf(UV_ENVIRONMENT, "uv"))) return { uv: programOf(UV_ENVIRONMENT, "uv"), output };
  }
  return { uv: null, output };
}
