// A Python that is new enough for the server.
import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { findOnPath, isExecutable } from "./find.mjs";
import { programOf } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";
import { runUv } from "./uv.mjs";
import { isAtLeast, parseVersion } from "./versions.mjs";

/** As `requires-python` of backend/pyproject.toml says. */
export const PYTHON_FLOOR = [3, 13];

/** What uv fetches where there is none: the version that the project is developed with. */
const PYTHON_TO_FETCH = "3.13";

const QUESTION_SECONDS = 30;
const DOWNLOAD_SECONDS = 600;

const WHO_ARE_YOU = "import sys; print(sys.version.split()[0]); print(sys.executable)";

/**
 * A Python of at least PYTHON_FLOOR: UV_PYTHON's, one on PATH, pyenv's, one that uv knows, or one that uv fetches.
 * @param {string} uv
 * @returns {Promise<string>} path of its executable
 * @throws {Failure}
 */
export async function getPython(uv) {
  for (const candidate of candidatesHere()) {
    const python = await askPython(candidate);
    if (python !== null) return python;
  }
  for (const request of [process.env.UV_PYTHON, `>=${PYTHON_FLOOR.join(".")}`]) {
    const python = request ? await askUv(uv, request) : null;
    if (python !== null) return python;
  }
  return step(`Python ${PYTHON_TO_FETCH} fetched by uv`, () => fetchPython(uv));
}

/** @returns {string[]} */
function candidatesHere() {
  const chosen = process.env.UV_PYTHON;
  const names = [`python${PYTHON_TO_FETCH}`, "python3.14", "python3", "python"];
  return [
    ...(chosen && isExecutable(chosen) ? [chosen] : []),
    ...names.flatMap((name) => findOnPath(name)),
    ...pyenv(),
  ];
}

/** The finished releases that pyenv has built, newest last: the project's own version comes before a newer one. */
function pyenv() {
  const versions = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), ".pyenv"), "versions");
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name) && isAtLeast(parseVersion(name) ?? [], PYTHON_FLOOR))
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .map((name) => programOf(path.join(versions, name), "python"))
    .filter(isExecutable);
}

/**
 * The real executable behind a candidate (which may be a shim), or null when it does not run or is too old.
 * @param {string} candidate
 */
async function askPython(candidate) {
  const { ok, output } = await run(candidate, ["-I", "-c", WHO_ARE_YOU], { timeoutSeconds: QUESTION_SECONDS });
  const [version, executable] = output.trim().split(/\r?\n/);
  const parsed = parseVersion(version ?? "");
  return ok && executable && parsed !== null && isAtLeast(parsed, PYTHON_FLOOR) ? executable : null;
}

/**
 * @param {string} uv
 * @param {string} request
 */
async function askUv(uv, request) {
  // uv would otherwise repeat what UV_PYTHON says, whatever the request.
  const { UV_PYTHON: _, ...env } = process.env;
  const args = ["python", "find", "--quiet", "--no-project", "--no-python-downloads", request];
  const { ok, output } = await run(uv, args, { env, timeoutSeconds: QUESTION_SECONDS });
  return ok ? askPython(output.trim()) : null;
}

/** @param {string} uv */
async function fetchPython(uv) {
  const args = ["python", "install", "--no-bin", PYTHON_TO_FETCH];
  const { ok, output } = await runUv(uv, args, { timeoutSeconds: DOWNLOAD_SECONDS });
  const python = ok ? await askUv(uv, PYTHON_TO_FETCH) : null;
  if (python !== null) return python;
  const floor = PYTHON_FLOOR.join(".");
  throw new Failure(
    `AlgoRoom needs Python ${floor} or newer, found none here and could not download one: install it, ` +
      "or name one in UV_PYTHON (a path to its executable), then run the command again.",
    output,
  );
}
