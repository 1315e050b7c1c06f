// npm is asked to install only when something that this machine needs is missing or of another version.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isInstalled } from "./page.mjs";

const LOCKED = {
  "": { version: "0.1.0" },
  "node_modules/react": { version: "19.3.1" },
  "node_modules/vitest": { version: "4.1.12", dev: true },
  "node_modules/binding-darwin": { version: "1.0.0", optional: true },
};
const REACT = { "node_modules/react": { version: "19.3.1" } };
const VITEST = { "node_modules/vitest": { version: "4.1.12", dev: true } };

test("nothing installed is not enough", () => {
  assert.equal(isInstalled(LOCKED, {}, false), false);
});

test("a start does without what only tests need, and tests do not", () => {
  assert.equal(isInstalled(LOCKED, REACT, false), true);
  assert.equal(isInstalled(LOCKED, REACT, true), false);
  assert.equal(isInstalled(LOCKED, { ...REACT, ...VITEST }, true), true);
});

test("a start accepts what a developer has installed in addition", () => {
  assert.equal(isInstalled(LOCKED, { ...REACT, ...VITEST, "node_modules/extra": { version: "1.0.0" } }, false), true);
});

test("another version is not the locked one, even of a package that may be absent", () => {
  assert.equal(isInstalled(LOCKED, { "node_modules/react": { version: "19.3.0" } }, false), false);
  assert.equal(isInstalled(LOCKED, { ...REACT, "node_modules/binding-darwin": { version: "0.9.0" } }, false), false);
});
