/** What is shipped to browsers brings the words with it that its licences ask for, and asks for no more. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ASKS_FOR_A_NOTICE, LAID_OUT, noticesOf } from "./notices.ts";

const packagesFolder = new URL("../node_modules/", import.meta.url).pathname;
const locked: Record<string, { license?: string; dev?: boolean; optional?: boolean }> = JSON.parse(
  readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"),
).packages;

test("each package that a file comes from is named once, with its own words", () => {
  const files = ["react/index.js", "react/jsx-runtime.js?v=1", "@codemirror/view/dist/index.js"];
  const notices = noticesOf(files.map((file) => packagesFolder + file));
  expect(notices.map(({ name }) => name).filter((name) => /^(react|@codemirror\/view)$/.test(name))).toEqual([
    "@codemirror/view",
    "react",
  ]);
  expect(notices.find(({ name }) => name === "react")?.words).toContain("Permission is hereby granted");
  expect(notices).toHaveLength(LAID_OUT.length + 2);
});

test("nothing that a page could be built from asks for more than a notice", () => {
  for (const [path, { license, dev, optional }] of Object.entries(locked)) {
    if (path !== "" && !dev && !optional) expect.soft(license, path).toMatch(ASKS_FOR_A_NOTICE);
  }
});

test.each(["GPL-3.0-only", "(MIT OR AGPL-3.0)", "SSPL-1.0", "UNLICENSED"])("%s is more than a notice", (licence) => {
  expect(licence).not.toMatch(ASKS_FOR_A_NOTICE);
});
