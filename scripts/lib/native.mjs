// The live room as machine code: a quarter of the CPU that it takes as Python, and the same behaviour.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { findOnPath } from "./find.mjs";
import { BACKEND, programOf, REPOSITORY, TOOLS, VENV_PYTHON } from "./paths.mjs";
import { step } from "./progress.mjs";
import { mustRun, run } from "./run.mjs";
import { fingerprint, readStamps, writeStamps } from "./stamps.mjs";
import { getUv, mustRunUv } from "./uv.mjs";

const LOCK = path.join(BACKEND, "requirements-native.lock");
const ENVIRONMENT = path.join(TOOLS, "native");
const STAMP = "native-packages";
const FAILURE = "The compiler's packages could not be installed.";

/**
 * Compile the room unless that is done, or there is no C compiler. Whatever goes wrong, the server runs without it too.
 * @returns {Promise<boolean>} whether it is compiled
 */
export async function ensureNativeRoom() {
  const folder = (
    await mustRun("The server's packages are incomplete.", VENV_PYTHON, ["-m", "app.native"], { cwd: BACKEND })
  ).trim();
  if (existsSync(folder)) return true;
  if (process.env.NATIVE?.trim().toLowerCase() === "off") return false;
  if (!["cc", "gcc", "clang"].some((name) => findOnPath(name).length > 0)) {
    console.log("  (no C compiler here: the room runs as plain Python, to the same effect with about twice the CPU)");
    return false;
  }
  try {
    await ensureCompiler();
    await step("live room compiled", () => compile(folder));
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`  (the room could not be compiled and runs as plain Python, to the same effect: ${reason})`);
    return false;
  }
}

/** @param {string} folder */
async function compile(folder) {
  const args = ["native.py", folder, VENV_PYTHON];
  const { ok, output } = await run(programOf(ENVIRONMENT, "python"), args, { cwd: BACKEND });
  if (!ok) throw new Error(output.trimEnd().split("\n").at(-1) ?? "");
  const built = path.dirname(folder);
  // Those of other sources will not be wanted again.
  for (const name of readdirSync(built)) {
    if (name !== path.basename(folder)) rmSync(path.join(built, name), { recursive: true, force: true });
  }
}

/** The compiler in an environment of its own: no server needs it to run. */
async function ensureCompiler() {
  const wanted = fingerprint([readFileSync(LOCK)]);
  if (existsSync(programOf(ENVIRONMENT, "python")) && readStamps(STAMP).includes(wanted)) return;
  const uv = await getUv();
  await step("compiler's packages checked against their hashes", async () => {
    const make = ["venv", "--clear", "--no-project", "--python", VENV_PYTHON, ENVIRONMENT];
    await mustRunUv(FAILURE, uv, make, { cwd: REPOSITORY });
    const python = programOf(ENVIRONMENT, "python");
    const install = ["pip", "install", "--python", python, "--require-hashes", "--requirements", LOCK];
    await mustRunUv(FAILURE, uv, install, { cwd: REPOSITORY });
  });
  writeStamps(STAMP, [wanted]);
}
