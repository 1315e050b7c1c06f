/** What is SQL's alone, in every database. */
import { expect, test } from "./fixtures";

test("a query's answer is a table", async ({ room }) => {
  const code = "SELECT id, name, CASE id WHEN 1 THEN NULL ELSE 'ö' END AS mark FROM departments ORDER BY id LIMIT 2;";
  const { stdout } = await room.run("sqlite", { code });
  expect(stdout).toBe(`┌────┬─────────────┬──────┐
│ id │ name        │ mark │
├────┼─────────────┼──────┤
│  1 │ Engineering │ NULL │
│  2 │ Sales       │ ö    │
└────┴─────────────┴──────┘
(2 rows)
`);
});

test("changes are counted, and the sample tables can be looked at", async ({ room }) => {
  const code = "UPDATE employees SET salary = salary + 1 WHERE department_id = 2;\n.tables\n.schema departments\n";
  const { stdout } = await room.run("sqlite", { code });
  expect(stdout).toContain("3 rows changed\ncustomers\ndepartments\nemployees\norder_items\norders\nproducts\n");
  expect(stdout).toContain("CREATE TABLE departments (");
});

test("a table that is not there brings the names of those that are", async ({ room }) => {
  const { stderr } = await room.run("sqlite", { code: "SELECT * FROM nowhere" });
  expect(stderr).toContain("Tables here: customers, departments, employees, order_items, orders, products.");
});

test("an unknown command names the known ones", async ({ room }) => {
  const { stderr, result } = await room.run("sqlite", { code: "SELECT 1;\n.quit now\n" });
  expect(result.error).toBe("unknown command .quit now (main.sql, line 2)");
  expect(stderr).toContain("Known here: .tables, .schema, .print, .mode, .read, .headers.");
});

test("PostgreSQL answers, notices and complains as psql does", async ({ room }) => {
  const code = `UPDATE employees SET salary = salary + 1 WHERE department_id = 2;
SELECT name, 1.50 AS price, NULL AS none, true AS yes FROM departments WHERE id = 1;
DO $$ BEGIN RAISE NOTICE 'half; way'; END $$;
\\d departments
WITH s AS (SELECT 'ö' AS text)
SELECT text, missing FROM s;
`;
  const { stdout, stderr, result } = await room.run("postgres", { code });
  expect(stdout).toContain(`UPDATE 3
┌─────────────┬───────┬──────┬─────┐
│ name        │ price │ none │ yes │
├─────────────┼───────┼──────┼─────┤
│ Engineering │  1.50 │ NULL │ t   │
└─────────────┴───────┴──────┴─────┘
(1 row)
DO
`);
  expect(stdout).toContain("│ city   │ text    │ not null │");
  expect(stderr).toMatch(/^NOTICE: {2}half; way\nmain\.pgsql:6: column "missing" does not exist\nSELECT text, missing/);
  expect(result.error).toBe('column "missing" does not exist (main.pgsql, line 6)');
});

test("a transaction of PostgreSQL that failed stays failed, and says so", async ({ room }) => {
  const { stderr, result } = await room.run("postgres", { code: "BEGIN;\nSELECT * FROM nowhere;\n" });
  expect(result.error).toBe('relation "nowhere" does not exist (main.pgsql, line 2)');
  expect(stderr).toContain("Tables here: customers, departments, employees, order_items, orders, products.");
});

test.describe("a script that reads others", () => {
  const SHELLS = [
    { language: "sqlite", main: "main.sql", read: ".read" },
    { language: "postgres", main: "main.pgsql", read: "\\i" },
  ] as const;

  for (const { language, main, read } of SHELLS) {
    test(`is told of ${language} which file is not there, and which are`, async ({ room }) => {
      const files = [
        { name: "notes.txt", text: "" },
        { name: "seed.sql", text: `-- Nothing.\n${read} sead.sql\n` },
      ];
      const { result, stderr } = await room.run(language, { code: `\n${read} seed.sql\nSELECT 1;\n`, files });
      expect(result.error).toBe("there is no file sead.sql in this session (seed.sql, line 2)");
      expect(stderr).toBe(
        `seed.sql:2: there is no file sead.sql in this session\n${read} sead.sql\nFiles here: ${main}, notes.txt, seed.sql.\n`,
      );
    });

    test(`ends in ${language} where it reads itself`, async ({ room }) => {
      const files = [{ name: "seed.sql", text: `${read} seed.sql\n` }];
      const { result } = await room.run(language, { code: `${read} seed.sql\n`, files });
      expect(result.error).toBe("files read each other more than 16 deep (seed.sql, line 1)");
    });
  }
});
