/** Go in the browser: Go's own compiler and linker, in a sandbox that stays warm from run to run. */
import files from "virtual:runtime-files/go";
import packageFiles from "virtual:runtime-files/go-packages";
import { createCompiledRuntime } from "../compiled/compiledRuntime";
import type { RunRequest, Runtime } from "../contract";
import { fetchRuntimeFiles, type Progress, type RuntimeFile } from "../sandbox/assets";
import type { BootAssets } from "../sandbox/messages";
import type { PartProgress } from "../sandbox/sandboxedRuntime";
import { type Needs, packagesFor } from "./packages";
import program from "./program.ts?sandboxed";
import compiler from "./worker.ts?sandboxed";

/** Said where the build of the page had no Go to make one of. */
const NOT_BUILT =
  "This server was built without Go. Who runs it finds in docs/go.md how to add it; other languages work as before.";

/** What was fetched stays here, for the next compiler. */
class GoFiles {
  private needs: Needs = {};
  private readonly archives: Record<string, ArrayBuffer> = {};

  async loadAssets(onProgress: Progress): Promise<BootAssets> {
    const { compile, link, packages, catalog } = files;
    if (!(compile && link && packages && catalog)) throw new Error(NOT_BUILT);
    const fetched = await fetchRuntimeFiles({ compile, link, packages, catalog }, onProgress);
    this.needs = JSON.parse(new TextDecoder().decode(fetched.catalog));
    return fetched;
  }

  async loadParts({ code, files = [] }: RunRequest, onProgress: PartProgress): Promise<BootAssets> {
    const wanted = packagesFor([code, ...files.map(({ text }) => text)].join("\n"), this.needs);
    const missing: Record<string, RuntimeFile> = {};
    for (const name of wanted) {
      const file = packageFiles[name];
      if (file !== undefined && this.archives[name] === undefined) missing[name] = file;
    }
    if (Object.keys(missing).length > 0) {
      const fetched = await fetchRuntimeFiles(missing, (loaded, total) => onProgress("Go packages", loaded, total));
      Object.assign(this.archives, fetched);
    }
    return Object.fromEntries(Object.entries(this.archives).filter(([name]) => wanted.includes(name)));
  }
}

export function createRuntime(): Runtime {
  const go = new GoFiles();
  return createCompiledRuntime({
    language: "go",
    fileName: "main.go",
    compiler,
    program,
    loadCompiler: (onProgress) => go.loadAssets(onProgress),
    loadParts: (request, onProgress) => go.loadParts(request, onProgress),
  });
}
