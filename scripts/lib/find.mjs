// Programs on this machine.
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { IS_WINDOWS } from "./paths.mjs";

/**
 * Whether a path is a file that may be executed.
 * @param {string} file
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Every program of that name on PATH, in its order. More than one matters: the first may be a shim that leads nowhere.
 * @param {string} name without ending
 * @param {string} [searchPath] as in the PATH variable
 * @returns {string[]}
 */
export function findOnPath(name, searchPath = process.env.PATH ?? "") {
  const file = IS_WINDOWS ? `${name}.exe` : name;
  const folders = searchPath.split(path.delimiter).filter((folder) => folder !== "");
  return [...new Set(folders.map((folder) => path.join(folder, file)))].filter(isExecutable);
}
