/** Makes of the unpacked wheels below `.tools/` an archive for each distribution, and the catalogue that finds them by import. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Catalog } from "../../src/services/runtimes/python/packages.ts";
import { type PackedFile, pack } from "./packedFile.ts";
import { tar } from "./tar.ts";

/** Where `scripts/lib/python-packages.mjs` puts them. */
const FOLDER = fileURLToPath(new URL("../../../.tools/python-packages/", import.meta.url));

/**
 * Programs for a command line, manuals, the packages' own tests, which are half of some, and hypothesis' plugin for
 * pytest, which warns in every report that hypothesis came first.
 */
const LEFT_OUT =
  /^\.\.|^(?:bin|share|__pycache__)\/|\/(?:tests|__pycache__)\/|\.pyc$|\.dist-info\/(?:REQUESTED|INSTALLER|RECORD)$|^hypothesis-.*\/entry_points\.txt$/;

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly imports: readonly string[];
  readonly requires: readonly string[];
  readonly files: readonly string[];
}

const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

/** Names of the distributions that always come along: extras and other systems' needs are not asked for. */
function requirementsIn(metadata: string): string[] {
  const lines = [...metadata.matchAll(/^Requires-Dist: ([\w.-]+)(.*)$/gm)];
  return lines.filter(([, , rest]) => !/extra\s*==/.test(rest ?? "")).map(([, name]) => normal(name ?? ""));
}

function importsIn(files: readonly string[]): string[] {
  const tops = files
    .filter((file) => file.endsWith(".py"))
    .map((file) => /^([^/]+?)(?:\/|\.py$)/.exec(file)?.[1] ?? "");
  return [...new Set(tops)].filter((top) => /^\w+$/.test(top)).sort();
}

function readDistribution(info: string): Distribution {
  const read = (name: string): string => readFileSync(join(FOLDER, info, name), "utf8");
  const files = read("RECORD")
    .split("\n")
    .map((line) => line.split(",")[0] ?? "")
    .filter((file) => file !== "" && !LEFT_OUT.test(file))
    .sort();
  const metadata = read("METADATA");
  const [, name = "", version = ""] = /^([\w.]+)-([\w.+!]+)\.dist-info$/.exec(info) ?? [];
  return { name: normal(name), version, imports: importsIn(files), requires: requirementsIn(metadata), files };
}

/** All that were fetched; none where they were not, which the build says. */
function readDistributions(): Distribution[] {
  if (!existsSync(FOLDER)) {
    console.warn("Packages for Python programs are left out: `node scripts/algoroom.mjs build` fetches them first.");
    return [];
  }
  const infos = readdirSync(FOLDER).filter((name) => name.endsWith(".dist-info"));
  return infos.sort().map(readDistribution);
}

interface LockedPackage {
  readonly name: string;
  readonly imports: readonly string[];
  readonly package_type: string;
}

interface Lock {
  readonly info: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * What `algoroom fetch-packages` may fetch for this page's Python, for the server: Pyodide's list with its hashes, without
 * what comes with the page.
 * @param lock the text of Pyodide's `pyodide-lock.json`
 */
export function offer(lock: string, version: string): string {
  const { info, packages }: Lock = JSON.parse(lock);
  const served = readDistributions().map(({ name }) => name);
  const others = Object.entries(packages).filter(([name]) => !served.includes(name));
  return JSON.stringify({ info: { ...info, version }, packages: Object.fromEntries(others), served });
}

/** @param lock the text of Pyodide's `pyodide-lock.json` */
export function catalog(lock: string): Catalog {
  const here = readDistributions();
  const names = new Set(here.map(({ name }) => name));
  const served = here.map(({ name, imports, requires }) => [
    name,
    { imports, requires: requires.filter((other) => names.has(other)) },
  ]);
  const { info, packages }: Lock = JSON.parse(lock);
  const known = Object.values(packages);
  const elsewhere = known
    .filter(({ name, package_type }) => package_type === "package" && !names.has(normal(name)))
    .flatMap(({ name, imports }) => imports.map((module) => [module, name]));
  const abi = info.abi_version ?? "";
  return { abi, served: Object.fromEntries(served), elsewhere: Object.fromEntries(elsewhere) };
}

/** About 9 MB in all; a program loads those that it imports. */
export function packPythonPackages(): PackedFile[] {
  return readDistributions().map(({ name, version, files }) => {
    const contents = new Map(files.map((file) => [file, readFileSync(join(FOLDER, file))]));
    return pack(name, `${name}-${version.replaceAll(".", "_")}.tar.gz`, tar(contents));
  });
}
