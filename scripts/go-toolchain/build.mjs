// Makes the Go that runs in browsers: `build.mjs GOROOT FOLDER` compiles the compiler and the linker to WebAssembly and lays
// them into FOLDER, with the standard library's packages compiled for programs. Asks for nothing but a Go distribution.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { writeOverlay } from "./patches.mjs";

const TOOLS = { compile: "cmd/compile", link: "cmd/link" };

/** What only Go's own packages may import, and what makes no sense in a browser. */
const NOT_FOR_PROGRAMS = /(^|\/)(internal|vendor)(\/|$)|^(cmd|runtime\/(cgo|race|msan|asan|coverage)|plugin)(\/|$)/;

const [, , goroot = "", target = ""] = process.argv;
const go = path.join(goroot, "bin", process.platform === "win32" ? "go.exe" : "go");
const scratch = mkdtempSync(path.join(os.tmpdir(), "algoroom-go-"));

const environment = {
  ...process.env,
  GOROOT: goroot,
  GOCACHE: path.join(scratch, "cache"),
  GOPATH: path.join(scratch, "path"),
  GOENV: "off",
  GOFLAGS: "",
  GOPROXY: "off",
  GOTELEMETRY: "off",
  GOTOOLCHAIN: "local",
  GOWORK: "off",
  GOOS: "wasip1",
  GOARCH: "wasm",
  CGO_ENABLED: "0",
};

/** @param {string[]} args */
const runGo = (...args) =>
  execFileSync(go, args, {
    cwd: path.join(goroot, "src"),
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "inherit"],
  });

/** An archive of a wheel forgets which of its files are programs. */
function makeExecutable() {
  const tools = path.join(goroot, "pkg", "tool");
  const folders = readdirSync(tools).map((name) => path.join(tools, name));
  const programs = folders.flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));
  for (const program of [go, ...programs]) chmodSync(program, 0o755);
}

function main() {
  makeExecutable();
  mkdirSync(path.join(target, "std"), { recursive: true });
  const options = ["-trimpath", "-overlay", writeOverlay(goroot, scratch)];
  for (const [name, source] of Object.entries(TOOLS)) {
    runGo("build", ...options, "-ldflags=-s -w", "-o", path.join(target, `${name}.wasm`), source);
  }
  copyPackages(listPackages(options));
}

/** @typedef {{ archive: string, imports: string[] }} Package */

/**
 * Compile the standard library.
 * @param {string[]} options
 * @returns {Map<string, Package>} by the path that programs import
 */
function listPackages(options) {
  const format = "{{if .Export}}{{.ImportPath}}\t{{.Export}}\t{{range .Imports}}{{.}} {{end}}{{end}}";
  const lines = runGo("list", "-export", ...options, "-f", format, "std")
    .trim()
    .split("\n");
  return new Map(
    lines.map((line) => {
      const [name = "", archive = "", imports = ""] = line.split("\t");
      return [name, { archive, imports: imports.split(" ").filter(Boolean) }];
    }),
  );
}

/**
 * Lay out what programs may import and all that this needs, and the list of who needs whom.
 * @param {Map<string, Package>} packages
 */
function copyPackages(packages) {
  /** @type {Record<string, string[]>} */
  const needs = {};
  const waiting = [...packages.keys()].filter((name) => !NOT_FOR_PROGRAMS.test(name));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const found = packages.get(name);
    if (found === undefined || needs[name] !== undefined) continue;
    needs[name] = found.imports.filter((other) => packages.has(other));
    waiting.push(...found.imports);
    copyFileSync(found.archive, path.join(target, "std", `${name.replaceAll("/", "~")}.a`));
  }
  const sorted = Object.fromEntries(Object.entries(needs).sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(path.join(target, "packages.json"), JSON.stringify(sorted));
}

try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
