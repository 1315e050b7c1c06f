// The server's Python environment and its database.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { BACKEND, IS_WINDOWS, REPOSITORY, VENV, VENV_PYTHON } from "./paths.mjs";
import { step } from "./progress.mjs";
import { getPython, PYTHON_FLOOR } from "./python.mjs";
import { mustRun } from "./run.mjs";
import { fingerprint, readStamps, writeStamps } from "./stamps.mjs";
import { getUv, mustRunUv } from "./uv.mjs";
import { isAtLeast, parseVersion } from "./versions.mjs";

const STAMP = "server-packages";

/**
 * Install the server's packages as locked, each checked against its hash, unless they are.
 * More than the lock names may be there: `uv sync` and `npm test` use the same environment.
 * @param {{ withTests: boolean }} wish
 */
export async function ensureServerPackages({ withTests }) {
  const lock = path.join(BACKEND, withTests ? "requirements-dev.lock" : "requirements.lock");
  const wanted = fingerprint([readFileSync(lock)]);
  if (readSatisfiedLocks().includes(wanted)) return;

  const uv = await getUv();
  if (!isUsableEnvironment()) await createEnvironment(uv);
  const before = fingerprintOfPackages();
  const args = ["pip", "install", "--python", VENV_PYTHON, "--require-hashes", "--requirements", lock];
  // From the repository's root, because uv would apply backend/pyproject.toml's date limit again, which not every index can.
  await step("server packages checked against their hashes", () =>
    mustRunUv("uv could not install the server's packages; what it said is above.", uv, args, { cwd: REPOSITORY }),
  );
  const after = fingerprintOfPackages();
  writeStamps(STAMP, [after, ...(after === before ? readSatisfiedLocks() : []), wanted]);
}

/** The locks that the environment satisfies, as far as we know: none once anybody else has changed what is in it. */
function readSatisfiedLocks() {
  const [packages, ...locks] = readStamps(STAMP);
  return isUsableEnvironment() && packages === fingerprintOfPackages() ? locks : [];
}

/** Whether the environment has a Python that is there and new enough. */
function isUsableEnvironment() {
  const settings = path.join(VENV, "pyvenv.cfg");
  if (!existsSync(settings) || !existsSync(VENV_PYTHON)) return false;
  const line = /^version(?:_info)?\s*=\s*(.+)$/m.exec(readFileSync(settings, "utf8"));
  const version = parseVersion(line?.[1] ?? "");
  return version !== null && isAtLeast(version, PYTHON_FLOOR);
}

/** @param {string} uv */
async function createEnvironment(uv) {
  const python = await getPython(uv);
  await step("Python environment made in backend/.venv", () =>
    mustRunUv(
      "uv could not make a Python environment in backend/.venv; what it said is above.",
      uv,
      ["venv", "--clear", "--no-project", "--prompt", "algoroom", "--python", python, VENV],
      { cwd: REPOSITORY },
    ),
  );
}

/** The names and versions of all packages in the environment. */
function fingerprintOfPackages() {
  const library = path.join(VENV, IS_WINDOWS ? "Lib" : "lib");
  const folders = IS_WINDOWS ? [library] : readdirSync(library).map((name) => path.join(library, name));
  const names = folders.flatMap((folder) => readdirSync(path.join(folder, "site-packages")));
  return fingerprint(names.filter((name) => name.endsWith(".dist-info")).sort());
}

/**
 * Bring the database that the environment names to the newest schema, and return what the server calls the place. Done
 * at every start, because a stamp cannot know what happened to a database.
 * @param {NodeJS.ProcessEnv} env
 */
export async function migrateDatabase(env) {
  const failure = "The database could not be made ready; what is wrong with it is above.";
  const output = await mustRun(failure, VENV_PYTHON, ["-m", "app.db.migrate"], { cwd: BACKEND, env });
  return /^The schema of (.+) is up to date\.$/m.exec(output)?.[1] ?? "the place that DATABASE_URL names";
}
