/** A statement ends at its own semicolon and at no other. */
import { expect, test } from "vitest";
import { lengthOfFirst } from "./statement";

const AFTER = " SELECT 2;";

test.each([
  "SELECT 1;",
  "SELECT ';' || 'it''s; so';",
  "SELECT E'\\';' ;",
  'SELECT 1 AS ";";',
  "SELECT 1 -- not here;\n;",
  "SELECT /* nor; here */ 1;",
  "DO $$ BEGIN RAISE NOTICE 'a;b'; END; $$;",
  "DO $body$ BEGIN PERFORM $$;$$; END; $body$;",
  "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b);",
  "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;",
  "BEGIN;",
])("%s", (statement) => {
  expect(lengthOfFirst(statement + AFTER)).toBe(statement.length);
});

test("what lacks its end goes to the end of the text", () => {
  for (const text of ["SELECT 1", "SELECT 'a;", 'SELECT "a;', "DO $$ a; b", "SELECT 1 /* ;"]) {
    expect(lengthOfFirst(text)).toBe(text.length);
  }
});
