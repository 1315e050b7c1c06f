// Versions are compared by number, and an old Node is refused in a sentence.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { complaintAboutNode, SUPPORTED_NODE } from "./node-version.mjs";
import { BACKEND, FRONTEND, REPOSITORY } from "./paths.mjs";
import { PYTHON_FLOOR } from "./python.mjs";
import { isAtLeast, parseVersion } from "./versions.mjs";

test("a version is found in what a program says of itself", () => {
  assert.deepEqual(parseVersion("v20.19.1"), [20, 19, 1]);
  assert.deepEqual(parseVersion("uv 0.9.2 (linux)"), [0, 9, 2]);
  assert.deepEqual(parseVersion("3.13"), [3, 13, 0]);
  assert.equal(parseVersion("pyenv: uv: command not found"), null);
});

test("versions are compared by number, not by letter", () => {
  assert.equal(isAtLeast([3, 9, 18], [3, 13]), false);
  assert.equal(isAtLeast([3, 13, 0], [3, 13]), true);
  assert.equal(isAtLeast([3, 14, 0], [3, 13]), true);
  assert.equal(isAtLeast([4, 0, 0], [3, 13]), true);
  assert.equal(isAtLeast([2, 99, 0], [3, 13]), false);
});

test("Node versions that Vite supports are accepted, others get a sentence with the remedy", () => {
  for (const version of ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"])
    assert.equal(complaintAboutNode(version), null);
  for (const version of ["v18.20.8", "v20.18.3", "v21.7.3", "v22.11.0"]) {
    const complaint = complaintAboutNode(version);
    assert.ok(complaint?.includes(version) && complaint.includes("https://nodejs.org"), version);
  }
});

test("what is said of Node and Python is the same in every place that says it", () => {
  for (const folder of [REPOSITORY, FRONTEND]) {
    const { engines } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    assert.equal(engines.node, SUPPORTED_NODE);
  }
  const project = readFileSync(path.join(BACKEND, "pyproject.toml"), "utf8");
  assert.ok(project.includes(`requires-python = ">=${PYTHON_FLOOR.join(".")}"`));
});
