// Where things lie in the repository.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const IS_WINDOWS = process.platform === "win32";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
export const SCRIPTS = path.join(REPOSITORY, "scripts");
export const BACKEND = path.join(REPOSITORY, "backend");
export const FRONTEND = path.join(REPOSITORY, "frontend");
export const DATA = path.join(REPOSITORY, "data");

/** What the commands install for themselves and remember. */
export const TOOLS = path.join(REPOSITORY, ".tools");

export const BUILT_PAGE = path.join(FRONTEND, "dist");
export const NODE_MODULES = path.join(FRONTEND, "node_modules");
export const VENV = path.join(BACKEND, ".venv");

/**
 * A program of a Python environment.
 * @param {string} environment folder of the environment
 * @param {string} name without ending
 * @returns {string}
 */
export function programOf(environment, name) {
  return IS_WINDOWS ? path.join(environment, "Scripts", `${name}.exe`) : path.join(environment, "bin", name);
}

export const VENV_PYTHON = programOf(VENV, "python");
