// A wheel with compiled parts for the Python in the browser, for the tests of `fetch-packages`.
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { FRONTEND, REPOSITORY, TOOLS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { fingerprint, readStamps, writeStamps } from "./stamps.mjs";
import { getUv, mustRunUv } from "./uv.mjs";

const STAMP = "compiled-wheel";
const LOCK = path.join(FRONTEND, "python-packages", "compiled.lock");

/** frontend/e2e/packages.spec.ts reads it. */
const TARGET = path.join(TOOLS, "compiled-wheel");

/** uv does not know this system yet; pip takes any name. */
const PIP = ["tool", "run", "--from", "pip>=26,<27", "pip", "download", "--no-deps", "--only-binary", ":all:"];
const SYSTEM = ["--implementation", "cp", "--abi", "cp314", "--python-version", "3.14"];

/** Fetch the locked wheel, checked against its hash, unless it is there. */
export async function ensureCompiledWheel() {
  const wanted = fingerprint([readFileSync(LOCK)]);
  if (readStamps(STAMP).includes(wanted) && existsSync(TARGET)) return;
  writeStamps(STAMP, []);
  const uv = await getUv();
  rmSync(TARGET, { recursive: true, force: true });
  await step("a compiled package for the tests checked against its hash", () =>
    mustRunUv(
      "pip could not fetch the compiled package for the tests; what it said is above.",
      uv,
      [
        ...PIP,
        ...SYSTEM,
        ...["--platform", "pyemscripten_2026_0_wasm32", "--require-hashes", "--requirement", LOCK, "--dest", TARGET],
      ],
      { cwd: REPOSITORY },
    ),
  );
  writeStamps(STAMP, [wanted]);
}
