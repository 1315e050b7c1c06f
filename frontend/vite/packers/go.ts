/** Makes of Go's tools and packages, which `scripts/go-toolchain/build.mjs` lays out, what the Go runtime and the formatter fetch. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commonPackages, type Needs } from "../../src/services/runtimes/go/packages.ts";
import { cap, kept, type PackedFile, pack } from "./packedFile.ts";
import { tar } from "./tar.ts";

/** Where `scripts/lib/go.mjs` and the Dockerfile put them. */
const FOLDER = fileURLToPath(new URL("../../../.tools/go/", import.meta.url));

const MAKER = fileURLToPath(new URL("./goFormatter.mjs", import.meta.url));
const FORMATTER = fileURLToPath(new URL("./goFormatter.go", import.meta.url));
const MAX_FORMATTER_BYTES = 64 * 1024 * 1024;
const MAX_FORMATTER_MEMORY_BYTES = 256 * 1024 * 1024;
/** Go's calls nest on the machine's own stack; in kibibytes. */
const STACK = "--stack-size=3900";

/** The tools' own; a program that would make them take more is told that it cannot be compiled. */
const MAX_TOOL_MEMORY_BYTES = 1024 * 1024 * 1024;

const read = (name: string): Buffer => readFileSync(join(FOLDER, name));
const readPackage = (path: string): Buffer => read(`std/${path.replaceAll("/", "~")}.a`);

/** Every package that is there; null where Go was not made, which the build says. */
function readNeeds(): Needs | null {
  if (existsSync(join(FOLDER, "packages.json"))) return JSON.parse(read("packages.json").toString());
  console.warn("Go is left out: `node scripts/algoroom.mjs build` makes it first.");
  return null;
}

/** About 17 MB in all; nothing where Go was not made. */
export function packGo(): PackedFile[] {
  const needs = readNeeds();
  if (needs === null) return [];
  const common = new Map(commonPackages(needs).map((path) => [path, readPackage(path)]));
  return [
    pack("compile", "go-compile.wasm.gz", cap(read("compile.wasm"), MAX_TOOL_MEMORY_BYTES)),
    pack("link", "go-link.wasm.gz", cap(read("link.wasm"), MAX_TOOL_MEMORY_BYTES)),
    pack("packages", "go-packages.tar.gz", tar(common)),
    pack("catalog", "go-packages.json.gz", Buffer.from(JSON.stringify(needs))),
  ];
}

/** The rest of the standard library, by the path that programs import. */
export function packGoPackages(): PackedFile[] {
  const needs = readNeeds() ?? {};
  const common = new Set(commonPackages(needs));
  const others = Object.keys(needs).filter((path) => !common.has(path));
  return others.map((path) => pack(path, `go-${path.replaceAll(/[/.]/g, "-")}.a.gz`, readPackage(path)));
}

/** About 1.1 MB: the formatter as a program, compiled and linked once by the tools themselves. */
export function packGoFormatter(): PackedFile[] {
  if (readNeeds() === null) return [];
  const sources = [read("compile.wasm"), read("link.wasm"), readFileSync(MAKER), readFileSync(FORMATTER)];
  const made = kept("Go's formatter", sources, () =>
    execFileSync(process.execPath, [STACK, MAKER, FOLDER, FORMATTER], {
      maxBuffer: MAX_FORMATTER_BYTES,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  return [pack("wasm", "go-formatter.wasm.gz", cap(made, MAX_FORMATTER_MEMORY_BYTES))];
}
