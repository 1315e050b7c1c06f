/** SQLite's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

/** Takes some 100 ms and more, and prints nothing. */
const PAUSE = `CREATE TEMP TABLE pause AS
  WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT count(*) FROM n;
DROP TABLE pause;`;

const numbers = (limit: string, shown = "i"): string =>
  `.mode list\nWITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n${limit}) SELECT ${shown} FROM n;`;

export const sqlite: LanguagePrograms = {
  language: "sqlite",
  fileName: "main.sql",
  hello: ".print hello",
  streaming: `.print 1\n${PAUSE}\n.print 2\n${PAUSE}\n.print 3\n${PAUSE}\n.print 4`,
  streams: lacks("SQL writes rows to one stream, and errors to the other when it ends"),
  asks: lacks("SQL reads no input"),
  readsToEnd: lacks("SQL reads no input"),
  fails: {
    code: "SELECT 1;\n\nINSERT INTO departments\nVALUES (1, 'Twice', 'Oslo');\nSELECT 2;\n",
    says: "UNIQUE constraint failed: departments.id",
    line: 3,
  },
  doesNotParse: { code: "SELECT name\nFORM employees;\n", says: 'near "employees": syntax error', line: 2 },
  recurses: lacks("SQL calls nothing that could call it"),
  importsMissing: { code: "-- not there\nSELECT * FROM salaries;", says: "no such table: salaries", line: 2 },
  exits: lacks("SQL has no exit code"),
  loops: `.print on
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;`,
  resists: lacks("SQL catches nothing"),
  sleeps: lacks("SQLite has no way to sleep"),
  floods: numbers(""),
  writesTooMuch: numbers(" LIMIT 100000", "printf('%d %0100d', i, 0)"),
  fills: "CREATE TEMP TABLE t AS SELECT zeroblob(40000000) AS b;\n.print filled\n",
  eatsMemory: `CREATE TABLE hoard AS
  WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(10000000) FROM n;`,
  unicode: ".mode list\nSELECT 'grüße, 世界 🎈';",
  awaits: lacks("SQL waits for nothing"),
  leaves: "CREATE TABLE leftover (x);\nDELETE FROM order_items;",
  looksAround: `.mode list
SELECT CASE WHEN count(*) > 0 AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'leftover') THEN 'clean' END
FROM order_items;`,
  files: {
    code: `.mode list\n.read data.sql\n.read helper.sql\nSELECT amount || kind FROM stock;\n`,
    files: [
      { name: "data.sql", text: "CREATE TABLE stock AS SELECT ' apples' AS kind, 5 AS amount;\n" },
      { name: "helper.sql", text: "UPDATE stock SET amount = amount + 1;\n" },
    ],
    fails: {
      code: ".read 'helper.sql'\n",
      files: [{ name: "helper.sql", text: "SELECT 1;\n\nSELECT id,\n  missing FROM departments;\n" }],
      says: "no such column: missing",
      file: "helper.sql",
      line: 4,
    },
  },
  opens: lacks("SQL reads other scripts and opens no files"),
  waysOut: {
    tries: ({ url }) => ({
      "a file of the machine": "SELECT readfile('/etc/passwd');",
      "a database of the machine": "ATTACH 'file:/etc/passwd?mode=ro' AS stolen; SELECT * FROM stolen.sqlite_schema;",
      "a database elsewhere": `ATTACH '${url}' AS stolen; SELECT * FROM stolen.sqlite_schema;`,
      "an extension": "SELECT load_extension('http');",
      "another program": ".shell curl",
    }),
  },
};
