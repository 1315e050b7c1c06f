// Compiles Go's formatter by the Go that runs in browsers and writes its module to standard output: `goFormatter.mjs FOLDER main.go`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim";

const [, , tools = "", source = ""] = process.argv;

const packages = readdirSync(join(tools, "std"));
const configuration = packages.map(
  (name) => `packagefile ${name.replace(/\.a$/, "").replaceAll("~", "/")}=std/${name}\n`,
);
/** @type {Map<string, import("@bjorn3/browser_wasi_shim").Inode>} */
const folder = new Map([
  ["main.go", new File(readFileSync(source))],
  ["importcfg", new File(Buffer.from(configuration.join("")))],
  ["std", new Directory(packages.map((name) => [name, new File(readFileSync(join(tools, "std", name)))]))],
]);

/**
 * Runs one of Go's tools in the folder.
 * @param {string} tool
 * @param {string[]} args
 */
async function run(tool, ...args) {
  const said = new ConsoleStdout((bytes) => process.stderr.write(bytes));
  const files = [new OpenFile(new File([])), said, said, new PreopenDirectory("/", folder)];
  const system = new WASI([tool, ...args], ["PWD=/", "TMPDIR=/", "GOMAXPROCS=1", "GOGC=400"], files, { debug: false });
  const module = await WebAssembly.compile(readFileSync(join(tools, `${tool}.wasm`)));
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system.wasiImport });
  const status = system.start(/** @type {Parameters<WASI["start"]>[0]} */ (instance));
  if (status !== 0) throw new Error(`Go's formatter could not be made: ${tool} ended with ${status}.`);
}

const common = ["-importcfg", "importcfg"];
await run("compile", "-p", "main", "-complete", "-pack", "-dwarf=false", ...common, "-o", "main.a", "main.go");
await run("link", "-s", "-w", "-buildmode=exe", ...common, "-o", "program.wasm", "main.a");
const program = folder.get("program.wasm");
if (!(program instanceof File)) throw new Error("Go's formatter could not be made: there is no program.");
process.stdout.write(program.data);
