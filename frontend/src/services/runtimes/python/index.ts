/** Python in the browser: Pyodide, fetched from our own origin on first use, and packages as programs import them. */
import files from "virtual:runtime-files/python";
import packageFiles from "virtual:runtime-files/python-packages";
import { packageFileUrl } from "../../../api/pythonPackages";
import type { RunRequest, Runtime } from "../contract";
import { fetchRuntimeFiles, type Progress, type RuntimeFile } from "../sandbox/assets";
import type { BootAssets } from "../sandbox/messages";
import { createSandboxedRuntime, type PartProgress } from "../sandbox/sandboxedRuntime";
import { type Fetched, findFetched, fittingPackages, lockEntries, withFetched } from "./fetched";
import { type Catalog, distributionsFor, sourcesOf } from "./packages";
import { Snapshot, toMakeOne } from "./snapshot";
import source from "./worker.ts?sandboxed";

const EMPTY: Catalog = { abi: "", served: {}, elsewhere: {} };

/** What was fetched stays here, for the next worker. */
class PythonFiles {
  private catalog = EMPTY;
  private fetched: Fetched = {};
  private readonly archives: Record<string, ArrayBuffer> = {};
  private readonly snapshot = new Snapshot([source, ...Object.values<RuntimeFile>(files).map(({ path }) => path)]);
  private assets: Record<string, ArrayBuffer | string> = {};

  /** Python's own files, and a snapshot where this browser has one; the catalogue among them is kept. */
  async loadAssets(onProgress: Progress): Promise<BootAssets> {
    const finding = findFetched();
    const snapshot = this.snapshot.find();
    const { catalog, ...rest } = await fetchRuntimeFiles(files, onProgress);
    const built: Catalog = JSON.parse(new TextDecoder().decode(catalog));
    this.fetched = fittingPackages(await finding, built);
    this.catalog = withFetched(built, this.fetched);
    const packages = JSON.stringify(lockEntries(this.fetched));
    this.assets = { ...rest, catalog: JSON.stringify(this.catalog), packages };
    this.takeSnapshot(await snapshot);
    return this.assets;
  }

  /** Sees to it that this browser has a snapshot; the next interpreter on this page uses it already. */
  prepareSnapshot(): void {
    if (this.assets.snapshot !== undefined) return;
    const open = (): Runtime =>
      createSandboxedRuntime({
        language: "python snapshot",
        recipe: { source, workerPerRun: false, interruptible: false },
        loadAssets: async () => toMakeOne(this.assets),
      });
    this.snapshot.makeSoon(open, (made) => this.takeSnapshot(made));
  }

  dispose(): void {
    this.snapshot.dispose();
  }

  private takeSnapshot(snapshot: ArrayBuffer | null): void {
    if (snapshot !== null) this.assets.snapshot = snapshot;
  }

  /** A promise only where something has to be fetched: nothing else may keep a run waiting. */
  loadParts({ code, files = [] }: RunRequest, onProgress: PartProgress): BootAssets | Promise<BootAssets> {
    const wanted = distributionsFor(sourcesOf(code, files), this.catalog);
    const missing: Record<string, RuntimeFile> = {};
    for (const name of wanted) {
      const file = this.fileOf(name);
      if (file !== undefined && this.archives[name] === undefined) missing[name] = file;
    }
    const parts = (): BootAssets =>
      Object.fromEntries(Object.entries(this.archives).filter(([name]) => wanted.includes(name)));
    const names = Object.keys(missing).join(", ");
    if (names === "") return parts();
    const fetching = fetchRuntimeFiles(missing, (loaded, total) => onProgress(names, loaded, total));
    return fetching.then((fetched) => {
      Object.assign(this.archives, fetched);
      return parts();
    });
  }

  private fileOf(name: string): RuntimeFile | undefined {
    const fetched = this.fetched[name];
    const own = packageFiles[name];
    return own ?? (fetched && { path: packageFileUrl(fetched), bytes: fetched.bytes });
  }
}

export function createRuntime(): Runtime {
  const python = new PythonFiles();
  const runtime = createSandboxedRuntime({
    language: "python",
    recipe: { source, workerPerRun: false, interruptible: true },
    keepsVariables: true,
    loadAssets: (onProgress) => python.loadAssets(onProgress),
    loadParts: (request, onProgress) => python.loadParts(request, onProgress),
    dispose: () => python.dispose(),
  });
  runtime.subscribe(() => {
    if (runtime.status().kind === "ready") python.prepareSnapshot();
  });
  return runtime;
}
