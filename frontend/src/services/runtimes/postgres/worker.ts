/** Runs PostgreSQL in the sandbox's worker, each script in a database of its own. */
import { PGlite } from "@electric-sql/pglite";
import type { WorkerAssets } from "../sandbox/messages";
import { watchMemory } from "../sandbox/watchMemory";
import { serveLanguage, takeModule } from "../sandbox/worker";
import { Script } from "../sql/script";
import { Postgres } from "./dialect";
import { HeldBlob } from "./heldBlob";
import { boundStorage } from "./storage";

/** Of PostgreSQL's own memory; the database has {@link boundStorage}. */
const MAX_MEMORY_PAGES = 8192;

/** The stack's limit is the smallest that can be set: a worker's real one is not much larger. Nothing outlives a run, so nothing is made safe. */
const CONFIGURATION = [
  "max_stack_depth = 100kB",
  "fsync = off",
  "full_page_writes = off",
  "wal_level = minimal",
  "max_wal_senders = 0",
  "min_wal_size = 2MB",
  "max_wal_size = 16MB",
];

/** The database's files are there already, so that what would make them is never asked for. */
const NOTHING = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

function bytesOf(assets: WorkerAssets, name: string): ArrayBuffer {
  const asset = assets[name];
  if (!(asset instanceof ArrayBuffer)) throw new TypeError(`A part of PostgreSQL is missing: ${name}.`);
  return asset;
}

/** PGlite makes its memory by itself, with a maximum of 2 GiB. */
async function withSmallerMemory<Result>(make: () => Promise<Result>): Promise<Result> {
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super({ ...descriptor, maximum: MAX_MEMORY_PAGES });
    }
  };
  try {
    return await make();
  } finally {
    WebAssembly.Memory = Memory;
  }
}

serveLanguage(async (assets, host) => {
  const [pgliteWasmModule, initdbWasmModule] = await Promise.all([
    takeModule(assets, "wasm"),
    WebAssembly.compile(NOTHING),
  ]);
  const database = await withSmallerMemory(() =>
    PGlite.create({
      pgliteWasmModule,
      initdbWasmModule,
      fsBundle: new HeldBlob(bytesOf(assets, "files")),
      loadDataDir: new HeldBlob(bytesOf(assets, "database")),
      postgresqlconf: CONFIGURATION,
    }),
  );
  boundStorage(database);
  const dialect = new Postgres(database);
  return { run: (request, finish) => void new Script(dialect, request, host).run().then(finish) };
}, watchMemory());
