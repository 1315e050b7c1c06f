/** Every language that the page can run is told of in the documentation, under a name of its own. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findLanguage, LANGUAGES } from "./registry";

test("every runtime stands in the documentation", () => {
  const page = readFileSync(new URL("../../../../docs/adding-a-runtime.md", import.meta.url), "utf8");
  for (const { id, label, fileName } of LANGUAGES) expect(page).toContain(`| ${label} | \`${id}\` | \`${fileName}\` |`);
});

test("no two languages share an id or a file", () => {
  expect(new Set(LANGUAGES.map((entry) => entry.id)).size).toBe(LANGUAGES.length);
  expect(new Set(LANGUAGES.map((entry) => entry.fileName)).size).toBe(LANGUAGES.length);
});

test("a language is found by its id, and an unknown one is not", () => {
  expect(findLanguage("python")?.label).toBe("Python");
  expect(findLanguage("cobol")).toBeUndefined();
});

test("each package for Python programs stands in the documentation with its version and licence", () => {
  const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
  const locked = read("frontend/python-packages/requirements.lock").matchAll(/^([\w-]+)==(\S+)/gm);
  const told = read("docs/python-packages.md").matchAll(/^\| `([\w-]+)` \| (\S+) \| \S/gm);
  const pairs = (rows: Iterable<RegExpMatchArray>) => Array.from(rows, ([, name, version]) => `${name} ${version}`);
  expect(pairs(told)).toEqual(pairs(locked));
});
