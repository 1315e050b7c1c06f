// What was done with which inputs, so that work whose inputs are the same is not done again.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TOOLS } from "./paths.mjs";

const FOLDER = path.join(TOOLS, "stamps");

/**
 * A short name for some texts: the same texts in the same order give the same one, any others another.
 * @param {readonly (string | Buffer)[]} parts
 */
export function fingerprint(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex");
}

/**
 * The fingerprint of all files below a folder, by path and content.
 * @param {string} folder
 * @param {readonly string[]} ignored names of entries directly in the folder that do not count
 */
export function fingerprintOfFolder(folder, ignored) {
  const files = readdirSync(folder)
    .filter((name) => !ignored.includes(name))
    .flatMap((name) => filesBelow(path.join(folder, name)))
    .sort();
  return fingerprint(files.flatMap((file) => [path.relative(folder, file), readFileSync(file)]));
}

/**
 * @param {string} start a file or a folder
 * @returns {string[]}
 */
function filesBelow(start) {
  try {
    return readdirSync(start).flatMap((name) => filesBelow(path.join(start, name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return [start];
    throw error;
  }
}

/**
 * The fingerprints that were recorded under a name; none when nothing was.
 * @param {string} name
 * @param {string} [folder]
 * @returns {string[]}
 */
export function readStamps(name, folder = FOLDER) {
  try {
    return readFileSync(path.join(folder, name), "utf8").split("\n").filter(Boolean);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Record fingerprints under a name instead of those before. Whole or not at all, whatever ends us meanwhile.
 * @param {string} name
 * @param {readonly string[]} fingerprints
 * @param {string} [folder]
 */
export function writeStamps(name, fingerprints, folder = FOLDER) {
  mkdirSync(folder, { recursive: true });
  const unfinished = path.join(folder, `${name}.${process.pid}`);
  writeFileSync(unfinished, `${fingerprints.join("\n")}\n`);
  renameSync(unfinished, path.join(folder, name));
}
