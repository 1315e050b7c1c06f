// The page's packages and its build.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensureGo, goStamp } from "./go.mjs";
import { BUILT_PAGE, FRONTEND, NODE_MODULES, SCRIPTS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { ensurePythonPackages, pythonPackagesStamp } from "./python-packages.mjs";
import { mustRun } from "./run.mjs";
import { fingerprint, fingerprintOfFolder, readStamps, writeStamps } from "./stamps.mjs";

const BUILD_STAMP = "built-page";

/** Entries of frontend/ that the build does not read. */
const NOT_BUILT = ["node_modules", "dist", "e2e", "test-results", "playwright-report", "biome.json"];

/** What the build is, beside its sources: a page that was built before it was packed is built again. */
const PACKED = "packed";

/** Settings that the build writes into the page. */
const BUILD_SETTINGS = ["VITE_API_URL", "VITE_WS_URL"];

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [dev] needed by developers only
 * @property {boolean} [optional] for some machines only
 * @property {boolean} [devOptional] both
 * @property {boolean} [peer]
 */

/**
 * Whether what is installed is what the lock asks for. Packages for other machines may be absent, more may be present.
 * @param {Record<string, LockedPackage>} locked `packages` of package-lock.json
 * @param {Record<string, LockedPackage>} installed `packages` of node_modules/.package-lock.json, which npm writes last
 * @param {boolean} withTests
 */
export function isInstalled(locked, installed, withTests) {
  return Object.entries(locked).every(([place, wanted]) => {
    const found = installed[place];
    if (place === "" || (wanted.dev && !withTests)) return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version;
  });
}

/** @param {string} file */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

/** npm as it was called, or the one on PATH: a command and the arguments that come first. */
function npm() {
  const called = process.env.npm_execpath;
  return called?.endsWith(".js") ? { command: process.execPath, first: [called] } : { command: "npm", first: [] };
}

/**
 * Install the page's packages as locked, unless they are.
 * @param {{ withTests: boolean }} wish
 */
export async function ensurePagePackages({ withTests }) {
  const locked = readPackages(path.join(FRONTEND, "package-lock.json"));
  if (isInstalled(locked, readPackages(path.join(NODE_MODULES, ".package-lock.json")), withTests)) return;
  const { command, first } = npm();
  const args = [...first, "ci", "--no-audit", "--no-fund", ...(withTests ? ["--include=dev"] : ["--omit=dev"])];
  await step("page packages installed", () =>
    mustRun("npm could not install the page's packages; what it said is above.", command, args, { cwd: FRONTEND }),
  );
}

/**
 * The file that Node runs for a program of the page's packages. (The links in node_modules/.bin are no files on Windows.)
 * @param {string} packageName
 * @param {string} program
 */
export function pageProgram(packageName, program) {
  const folder = path.join(NODE_MODULES, packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[program]);
}

/** Build the page into frontend/dist, with packed copies of its files, unless its sources, packages and settings are those of the build that is there. */
export async function ensureBuiltPage() {
  const settings = BUILD_SETTINGS.map((name) => `${name}=${process.env[name] ?? ""}`);
  await ensurePythonPackages();
  await ensureGo();
  const sources = fingerprintOfFolder(FRONTEND, NOT_BUILT);
  const wanted = fingerprint([PACKED, sources, pythonPackagesStamp(), goStamp(), ...settings]);
  if (readStamps(BUILD_STAMP).includes(wanted) && existsSync(path.join(BUILT_PAGE, "index.html"))) return;
  writeStamps(BUILD_STAMP, []);
  await step("page built", () =>
    mustRun(
      "The page could not be built; what Vite said is above.",
      process.execPath,
      [pageProgram("vite", "vite"), "build"],
      { cwd: FRONTEND },
    ),
  );
  await step("page packed", () =>
    mustRun("The page could not be packed; what went wrong is above.", process.execPath, [
      path.join(SCRIPTS, "precompress.mjs"),
      BUILT_PAGE,
    ]),
  );
  writeStamps(BUILD_STAMP, [wanted]);
}
