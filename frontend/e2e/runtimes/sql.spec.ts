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
  expect(stderr).toContain("Known here: .tables, .schema, .print, .mode, .headers.");
});
