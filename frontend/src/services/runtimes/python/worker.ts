/** Runs Python by Pyodide in the sandbox's worker. */
import "./withoutImportScripts";
import { type Lockfile, loadPyodide, type PyodideAPI } from "pyodide";
import type { RunFile, RunRequest } from "../contract";
import type { BootAssets } from "../sandbox/messages";
import { watchMemory } from "../sandbox/watchMemory";
import { type Ending, INPUT_UNAVAILABLE, type LanguageWorker, serveLanguage, type WorkerHost } from "../sandbox/worker";
import { HARNESS, layModulesOut, SITE_PACKAGES } from "./modules";
import { snapshotMaker } from "./snapshotMaker";

/** Never asked for: whatever Pyodide would fetch is given to it. */
const NOWHERE = "https://sandbox.invalid/";

/** A heap that has grown beyond this does not shrink again: the next run gets a new interpreter. */
const MAX_KEPT_HEAP_BYTES = 384 * 1024 * 1024;

interface PyProxyFunction<Arguments extends unknown[], Result> {
  (...args: Arguments): Result;
  callPromising(...args: Arguments): Promise<Result>;
}

interface PyEnding {
  readonly outcome: "succeeded" | "failed";
  readonly error: string | undefined;
  readonly duration_ms: number;
  readonly renew: boolean;
  destroy(): void;
}

type Run = PyProxyFunction<
  [source: string, fileName: string, withSteps: boolean, goesOn: boolean, files: readonly RunFile[]],
  PyEnding
>;

/** What the build laid out for this language, see `vite/packers/python.ts`. */
interface PythonAssets {
  /** A {@link Catalog} as JSON. */
  readonly catalog: string;
  /** Entries of Pyodide's lock file as JSON: the packages that may come as wheels. */
  readonly packages: string;
  readonly wasm: ArrayBuffer;
  readonly stdlib: ArrayBuffer;
  readonly glue: ArrayBuffer;
  /** The memory of a Python that has started, to go on from; `make` in a worker that makes one. */
  readonly snapshot: ArrayBuffer | "make" | null;
}

type CreateModule = NonNullable<NonNullable<Parameters<typeof loadPyodide>[0]>["createPyodideModule"]>;

/** What the glue's function body answers; the lock file names no packages yet. */
interface Glue {
  readonly createPyodideModule: CreateModule;
  readonly lockFile: Lockfile;
}

/** The part of Pyodide's Emscripten module that tells how large the heap is. */
interface WithHeap {
  readonly _module: { readonly HEAPU8: Uint8Array };
}

function takeAssets(assets: BootAssets): PythonAssets {
  const { wasm, stdlib, glue, catalog, packages, snapshot = null } = assets;
  if (
    !(
      typeof catalog === "string" &&
      typeof packages === "string" &&
      wasm instanceof ArrayBuffer &&
      stdlib instanceof ArrayBuffer &&
      glue instanceof ArrayBuffer &&
      (snapshot === null || snapshot === "make" || snapshot instanceof ArrayBuffer)
    )
  ) {
    throw new TypeError("A part of Python is missing.");
  }
  return { wasm, stdlib, glue, catalog, packages, snapshot };
}

/** Answers what Pyodide fetches while it boots from the bytes that the page has sent. */
function servePyodide({ wasm, stdlib }: PythonAssets): typeof fetch {
  return async (input) => {
    const url = String(input);
    if (url.endsWith(".wasm")) return new Response(wasm, { headers: { "Content-Type": "application/wasm" } });
    if (url.endsWith(".zip")) return new Response(stdlib);
    throw new TypeError("There is no network in the sandbox.");
  };
}

/** Answers what Pyodide's loader fetches for packages, by the names of their files. */
function serveFiles(files: ReadonlyMap<string, ArrayBuffer>): typeof fetch {
  return async (input) => {
    const file = files.get(String(input).slice(NOWHERE.length));
    if (file === undefined) throw new TypeError("There is no network in the sandbox.");
    return new Response(file);
  };
}

async function bootPyodide(assets: PythonAssets, packages: Lockfile["packages"]): Promise<PyodideAPI & WithHeap> {
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = servePyodide(assets);
  // The glue is a function body, made so by the build: the sandbox has no address a module could come from.
  const { createPyodideModule, lockFile }: Glue = new Function(new TextDecoder().decode(assets.glue))();
  const start = async (how: Parameters<typeof loadPyodide>[0]): Promise<PyodideAPI & WithHeap> => {
    const pyodide = await loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      stdLibURL: `${NOWHERE}python_stdlib.zip`,
      lockFileContents: { ...lockFile, packages },
      createPyodideModule,
      env: { HOME: "/home/user", NO_COLOR: "1", TERM: "dumb", MPLBACKEND: "module://_algoroom_plots" },
      ...how,
    });
    return pyodide as PyodideAPI & WithHeap;
  };
  const { snapshot } = assets;
  try {
    if (snapshot === "make") return await start({ _makeSnapshot: true });
    if (snapshot === null) return await start({});
    // One that does not fit costs its time and nothing else.
    return await start({ _loadSnapshot: snapshot }).catch(() => start({}));
  } finally {
    globalThis.fetch = nativeFetch;
  }
}

class Python implements LanguageWorker {
  private readonly runProgram: Run;
  private readonly wakeProgram: () => void;
  private readonly noteInstalled: () => void;
  private usedUp = false;
  private readonly canSwitchStacks = "Suspending" in WebAssembly;

  constructor(
    private readonly pyodide: PyodideAPI & WithHeap,
    private readonly host: WorkerHost,
    catalog: string,
    private readonly wheels: Lockfile["packages"],
  ) {
    const writer = (stream: "stdout" | "stderr") => ({
      write: (bytes: Uint8Array): number => {
        host.write(stream, bytes);
        return bytes.length;
      },
      isatty: true,
    });
    pyodide.setStdout(writer("stdout"));
    pyodide.setStderr(writer("stderr"));
    layModulesOut(pyodide);
    const handles = pyodide.pyimport(HARNESS).install(this.offer(), INPUT_UNAVAILABLE, catalog);
    this.runProgram = handles.get(0);
    this.wakeProgram = handles.get(1);
    this.noteInstalled = handles.get(2);
    pyodide.setStdin({ stdin: () => this.readLine(), isatty: true });
  }

  run(request: RunRequest, finish: (ending: Ending) => void, packages: BootAssets): void {
    void this.runToEnd(request, packages).then(finish);
  }

  /** Our own packages are archives that are unpacked; what an administrator fetched are wheels for Pyodide's loader. */
  private async install(packages: BootAssets): Promise<void> {
    const wheels = new Map<string, ArrayBuffer>();
    const names: string[] = [];
    for (const [name, archive] of Object.entries(packages)) {
      if (!(archive instanceof ArrayBuffer)) continue;
      const wheel = this.wheels[name];
      if (wheel === undefined) this.pyodide.unpackArchive(archive, "tar", { extractDir: SITE_PACKAGES });
      else {
        wheels.set(encodeURI(wheel.file_name), archive);
        names.push(name);
      }
    }
    if (names.length > 0) await this.loadWheels(names, wheels);
    if (Object.keys(packages).length > 0) this.noteInstalled();
  }

  private async loadWheels(names: string[], wheels: ReadonlyMap<string, ArrayBuffer>): Promise<void> {
    const nativeFetch = globalThis.fetch;
    globalThis.fetch = serveFiles(wheels);
    try {
      const silent = (): void => {};
      await this.pyodide.loadPackage(names, { messageCallback: silent, errorCallback: silent });
    } finally {
      globalThis.fetch = nativeFetch;
    }
  }

  private async runToEnd(
    { code, files = [], fileName, withSteps = false, continues = false }: RunRequest,
    packages: BootAssets,
  ): Promise<Ending> {
    try {
      await this.install(packages);
      const ending = this.canSwitchStacks
        ? await this.runProgram.callPromising(code, fileName, withSteps, continues, files)
        : this.runProgram(code, fileName, withSteps, continues, files);
      const { outcome, error, duration_ms: durationMs, renew } = ending;
      ending.destroy();
      return {
        outcome,
        error: error ?? null,
        durationMs,
        renew: renew || this.pyodide._module.HEAPU8.length > MAX_KEPT_HEAP_BYTES,
      };
    } catch {
      return {
        outcome: "failed",
        error: "The Python interpreter crashed; it was restarted.",
        durationMs: 0,
        renew: true,
      };
    }
  }

  interrupt(): void {
    // Python waits in its event loop. The number would interrupt the waking itself.
    this.host.interruptCell?.fill(0);
    this.wakeProgram();
  }

  private arm(armed: boolean): void {
    const cell = this.host.interruptCell;
    if (cell !== null) this.pyodide.setInterruptBuffer(armed ? cell : (undefined as never));
  }

  /** A line with its newline; undefined is the end, which the harness tells apart. */
  private readLine(): string | undefined {
    const answer = this.host.readLine();
    this.usedUp = answer.kind === "unavailable";
    return answer.kind === "line" ? `${answer.text}\n` : undefined;
  }

  /** `Host` in the harness. */
  private offer(): Record<string, unknown> {
    return {
      nap: (ms: number): boolean => {
        const slept = this.host.sleep(ms);
        this.pyodide.checkInterrupt();
        return slept;
      },
      arm: (armed: boolean) => this.arm(armed),
      stopping: () => this.host.stopping(),
      used_up: () => this.usedUp,
      show: (json: string): boolean => this.host.display(json),
    };
  }
}

serveLanguage(async (given, host) => {
  // Its recipe names no modules.
  const assets = takeAssets(given as BootAssets);
  const packages: Lockfile["packages"] = JSON.parse(assets.packages);
  const pyodide = await bootPyodide(assets, packages);
  return assets.snapshot === "make" ? snapshotMaker(pyodide) : new Python(pyodide, host, assets.catalog, packages);
}, watchMemory());
