// Work is done again exactly when what it depends on is another.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fingerprint, fingerprintOfFolder, readStamps, writeStamps } from "./stamps.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "algoroom-stamps-"));
after(() => rmSync(folder, { recursive: true }));

test("texts that are cut differently have different fingerprints", () => {
  assert.equal(fingerprint(["ab", "c"]), fingerprint(["ab", "c"]));
  assert.notEqual(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
  assert.notEqual(fingerprint(["ab", "c"]), fingerprint(["c", "ab"]));
});

test("a folder's fingerprint follows contents and names, and not what is ignored", () => {
  const sources = path.join(folder, "sources");
  mkdirSync(path.join(sources, "inner"), { recursive: true });
  mkdirSync(path.join(sources, "dist"));
  writeFileSync(path.join(sources, "inner", "one.ts"), "1");
  const first = fingerprintOfFolder(sources, ["dist"]);

  writeFileSync(path.join(sources, "dist", "built.js"), "built");
  assert.equal(fingerprintOfFolder(sources, ["dist"]), first);

  writeFileSync(path.join(sources, "inner", "one.ts"), "2");
  const second = fingerprintOfFolder(sources, ["dist"]);
  assert.notEqual(second, first);

  renameSync(path.join(sources, "inner", "one.ts"), path.join(sources, "inner", "two.ts"));
  assert.notEqual(fingerprintOfFolder(sources, ["dist"]), second);
});

test("a stamp is what was written last; before that there is none", () => {
  const stamps = path.join(folder, "stamps");
  assert.deepEqual(readStamps("page", stamps), []);
  writeStamps("page", ["a", "b"], stamps);
  assert.deepEqual(readStamps("page", stamps), ["a", "b"]);
  writeStamps("page", [], stamps);
  assert.deepEqual(readStamps("page", stamps), []);
});
