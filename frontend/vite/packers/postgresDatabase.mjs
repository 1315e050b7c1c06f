// Makes the database that every run begins with and writes it to standard output, as an archive: `postgresDatabase.mjs sample.sql`.
import { readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";

const [, , sample = ""] = process.argv;

/** Of the cluster's three databases the templates; here nobody makes another one of them. */
const TEMPLATES = ["/pglite/data/base/1", "/pglite/data/base/4"];

const database = await PGlite.create({ initDbStartParams: ["--wal-segsize=1"] });
await database.exec(readFileSync(sample, "utf8"));
// A new, almost empty segment of the log instead of all that making the cluster has written.
for (const statement of ["SELECT pg_switch_wal()", "CHECKPOINT"]) await database.exec(statement);
const { FS: files } = database.Module;
for (const folder of TEMPLATES) {
  for (const name of files.readdir(folder)) if (!name.startsWith(".")) files.unlink(`${folder}/${name}`);
}
const archive = await database.dumpDataDir("none");
process.stdout.write(Buffer.from(await archive.arrayBuffer()));
