/** A language is found by a few letters of what a person may call it. */
import { expect, test } from "vitest";
import { LANGUAGES } from "../services/runtimes/registry";
import { findLanguages } from "./languages";

const found = (sought: string): string[] => findLanguages(LANGUAGES, sought).map(({ id }) => id);

test.each([
  ["py", ["python"]],
  ["java", ["java", "javascript", "html"]],
  ["css", ["html"]],
  [" TYPE ", ["typescript"]],
  ["sqlite", ["sqlite"]],
  ["ts", ["typescript"]],
  ["c#", ["csharp"]],
  ["fortran", []],
])("%s finds %j", (sought, ids) => expect(found(sought)).toEqual(ids));

test("nothing typed finds all, in the registry's order", () => {
  expect(found("  ")).toEqual(LANGUAGES.map(({ id }) => id));
});
