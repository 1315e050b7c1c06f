// What the page offers to Python programs besides the standard library: pure wheels, unpacked where the page's build finds them.
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { FRONTEND, REPOSITORY, TOOLS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { getPython } from "./python.mjs";
import { fingerprint, readStamps, writeStamps } from "./stamps.mjs";
import { getUv, mustRunUv } from "./uv.mjs";

const STAMP = "python-packages";
const LOCK = path.join(FRONTEND, "python-packages", "requirements.lock");

/** The page's build reads it: frontend/vite/packers/pythonPackages.ts. */
const TARGET = path.join(TOOLS, "python-packages");

/** Fetch the locked wheels, each checked against its hash, unless they are there. None of their code runs here. */
export async function ensurePythonPackages() {
  const wanted = fingerprint([readFileSync(LOCK)]);
  if (readStamps(STAMP).includes(wanted) && existsSync(TARGET)) return;
  writeStamps(STAMP, []);
  const uv = await getUv();
  const python = await getPython(uv);
  rmSync(TARGET, { recursive: true, force: true });
  const args = ["pip", "install", "--python", python, "--target", TARGET, "--no-deps", "--only-binary", ":all:"];
  await step("packages for Python programs checked against their hashes", () =>
    mustRunUv(
      "uv could not fetch the packages for Python programs; what it said is above.",
      uv,
      [...args, "--require-hashes", "--requirements", LOCK],
      { cwd: REPOSITORY },
    ),
  );
  writeStamps(STAMP, [wanted]);
}

/** Names what is there, for whatever is built of it. */
export const pythonPackagesStamp = () => readStamps(STAMP).join(" ");
