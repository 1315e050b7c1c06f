/** Runs SQL in the sandbox's worker, each script in a database of its own. */
import initSqlJs from "sql.js";
import { watchMemory } from "../sandbox/watchMemory";
import { serveLanguage } from "../sandbox/worker";
import { Script } from "../sql/script";
import { openSqlite } from "./dialect";

serveLanguage(async ({ wasm }, host) => {
  if (!(wasm instanceof ArrayBuffer)) throw new TypeError("SQLite's module is missing.");
  const dialect = openSqlite(await initSqlJs({ wasmBinary: wasm }));
  return { run: (request, finish) => void new Script(dialect, request, host).run().then(finish) };
}, watchMemory());
