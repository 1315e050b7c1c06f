/** Go's compiler and linker as programs that read and write files in memory. */
import {
  ConsoleStdout,
  Directory,
  File,
  type Inode,
  OpenFile,
  PreopenDirectory,
  WASI,
} from "@bjorn3/browser_wasi_shim";
import type { RunFile } from "../contract";
import { firstError, inOurWords } from "./complaints";

const SUCCEEDED = 0;
const MAIN = "main";
const OBJECT = "main.a";
const PROGRAM = "program.wasm";
const CONFIGURATION = "importcfg";
const PACKAGES = "packages";

const FOLDER = "src";

/** Nothing of the person's machine; there is one processor. */
const ENVIRONMENT = [`PWD=/${FOLDER}`, "TMPDIR=/tmp", "GOMAXPROCS=1", "GOGC=400"];

/** No debugger comes here; places are told without the folder. */
const COMPILING = [
  "-p",
  MAIN,
  "-complete",
  "-pack",
  "-dwarf=false",
  "-trimpath",
  `/${FOLDER}`,
  "-importcfg",
  CONFIGURATION,
];
const LINKING = ["-s", "-w", "-buildmode=exe", "-importcfg", CONFIGURATION];

/** What compiling a program gave: the module, or one line about why there is none. */
export interface Built {
  readonly module: ArrayBuffer | null;
  readonly said: string;
  readonly error: string | null;
}

export interface Tools {
  readonly compile: WebAssembly.Module;
  readonly link: WebAssembly.Module;
}

type Files = Map<string, Inode>;

const fileNameOf = (path: string): string => `${path.replaceAll("/", "~")}.a`;

export class Toolchain {
  private readonly archives: Files = new Map();
  private readonly encoder = new TextEncoder();
  private configuration = "";

  constructor(private readonly tools: Tools) {}

  /** Gives it a compiled package, by the path that programs import. */
  addPackage(path: string, archive: Uint8Array): void {
    this.archives.set(fileNameOf(path), new File(archive, { readonly: true }));
    this.configuration += `packagefile ${path}=${PACKAGES}/${fileNameOf(path)}\n`;
  }

  /** `beside`: the other files, of which those of Go belong to the same package. */
  async build(code: string, fileName: string, beside: readonly RunFile[] = []): Promise<Built> {
    const sources = [{ name: fileName, text: code }, ...beside.filter(({ name }) => isSource(name))];
    const names = sources.map(({ name }) => name);
    const files: Files = new Map<string, Inode>([
      ...sources.map(({ name, text }): [string, Inode] => [name, new File(this.encoder.encode(text))]),
      [CONFIGURATION, new File(this.encoder.encode(this.configuration))],
      [PACKAGES, new Directory(this.archives)],
    ]);
    const compiled = await this.run("compile", [...COMPILING, "-o", OBJECT, ...names], files);
    if (!compiled.succeeded) return failedBuild(compiled.said, names);
    const linked = await this.run("link", [...LINKING, "-o", PROGRAM, OBJECT], files);
    const program = files.get(PROGRAM);
    if (!linked.succeeded || !(program instanceof File)) return failedBuild(linked.said, names);
    return { module: new Uint8Array(program.data).buffer, said: compiled.said, error: null };
  }

  private async run(
    tool: keyof Tools,
    args: readonly string[],
    files: Files,
  ): Promise<{ succeeded: boolean; said: string }> {
    const decoder = new TextDecoder();
    let said = "";
    const stream = new ConsoleStdout((bytes) => {
      said += decoder.decode(bytes, { stream: true });
    });
    const root = new Map<string, Inode>([
      [FOLDER, new Directory(files)],
      ["tmp", new Directory(new Map())],
    ]);
    const descriptors = [new OpenFile(new File([])), stream, stream, new PreopenDirectory("/", root)];
    const system = new WASI([tool, ...args], ENVIRONMENT, descriptors, { debug: false });
    const instance = await WebAssembly.instantiate(this.tools[tool], { wasi_snapshot_preview1: system.wasiImport });
    try {
      // The shim's type asks for the two exports that every command of WASI has.
      const status = system.start(instance as Parameters<WASI["start"]>[0]);
      return { succeeded: status === SUCCEEDED, said };
    } catch (error) {
      return { succeeded: false, said: `${said}${error instanceof Error ? error.message : String(error)}\n` };
    }
  }
}

/** Tests are no part of a program. */
const isSource = (name: string): boolean => name.endsWith(".go") && !name.endsWith("_test.go");

function failedBuild(tools: string, fileNames: readonly string[]): Built {
  const said = inOurWords(tools);
  return { module: null, said, error: firstError(said, fileNames) };
}
