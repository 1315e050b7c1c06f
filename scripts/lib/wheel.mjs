// The wheel: what `pip install` brings somebody who has no Node.
import { rmSync } from "node:fs";
import path from "node:path";
import { ensureBuiltPage } from "./page.mjs";
import { BACKEND, programOf, REPOSITORY, TOOLS, VENV_PYTHON } from "./paths.mjs";
import { step } from "./progress.mjs";
import { mustRun } from "./run.mjs";
import { getUv, mustRunUv } from "./uv.mjs";

export const WHEELS = path.join(REPOSITORY, "dist");

/** An empty environment into which tests install the wheel. */
export const WHEEL_ENVIRONMENT = path.join(TOOLS, "wheel-environment");

/**
 * Build the wheel, with the page inside, into dist/.
 * @returns {Promise<string>} its path
 * @throws {import("./failure.mjs").Failure}
 */
export async function buildWheel() {
  await ensureBuiltPage();
  rmSync(WHEELS, { recursive: true, force: true });
  const args = ["-m", "hatchling", "build", "--target", "wheel", "--directory", WHEELS];
  const failure = "The wheel could not be built; what hatchling said is above.";
  const said = await step("wheel built", () => mustRun(failure, VENV_PYTHON, args, { cwd: BACKEND }));
  return path.join(WHEELS, path.basename(said.trim().split("\n").at(-1) ?? ""));
}

/** Install the wheel as somebody does who has nothing of ours: into an empty environment, with what it asks for. */
export async function installWheel() {
  const wheel = await buildWheel();
  const uv = await getUv();
  const failure = "The wheel could not be installed; what uv said is above.";
  await step("wheel installed", async () => {
    const make = ["venv", "--clear", "--no-project", "--python", VENV_PYTHON, WHEEL_ENVIRONMENT];
    await mustRunUv(failure, uv, make, { cwd: REPOSITORY });
    const install = ["pip", "install", "--python", programOf(WHEEL_ENVIRONMENT, "python"), wheel];
    await mustRunUv(failure, uv, install, { cwd: REPOSITORY });
  });
}
