/** PostgreSQL's module and files from PGlite, and a database with the sample tables, made once. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kept, type PackedFile, pack, readBeside } from "./packedFile.ts";

const PACKAGE = "@electric-sql/pglite";
const MAKER = fileURLToPath(new URL("./postgresDatabase.mjs", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../../src/services/runtimes/sql/sample.sql", import.meta.url));

const MAX_DATABASE_BYTES = 64 * 1024 * 1024;

/** About 7.5 MB in all. */
export function packPostgres(): PackedFile[] {
  const wasm = readBeside(PACKAGE, "pglite.wasm");
  const sources = [wasm, readFileSync(SAMPLE), readFileSync(MAKER)];
  const database = kept("sample database", sources, () =>
    execFileSync(process.execPath, [MAKER, SAMPLE], {
      maxBuffer: MAX_DATABASE_BYTES,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  return [
    pack("wasm", "postgres.wasm.gz", wasm),
    pack("files", "postgres-files.data.gz", readBeside(PACKAGE, "pglite.data")),
    pack("database", "postgres-database.tar.gz", database),
  ];
}
