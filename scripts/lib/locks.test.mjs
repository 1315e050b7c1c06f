// The locks can be installed from any registry, and hold what the projects ask for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { BACKEND, FRONTEND } from "./paths.mjs";

/** @param {...string} file */
const read = (...file) => readFileSync(path.join(...file), "utf8");

/** The names of the requirements in a list of pyproject.toml. @param {string} list */
function namesIn(list) {
  const start = new RegExp(`^${list} = \\[\\n([^]*?)^\\]`, "m").exec(read(BACKEND, "pyproject.toml"))?.[1] ?? "";
  return [...start.matchAll(/^\s*"([A-Za-z0-9_-]+)/gm)].map((match) => match[1] ?? "");
}

for (const [lock, lists] of /** @type {const} */ ([
  ["requirements.lock", ["dependencies"]],
  ["requirements-dev.lock", ["dependencies", "dev"]],
  ["requirements-native.lock", ["native"]],
  ["requirements-image.lock", ["image"]],
])) {
  test(`${lock} pins everything that pyproject.toml asks for, each with hashes (else: npm run lock)`, () => {
    const entries = read(BACKEND, lock).split(/^(?=[a-z0-9])/m);
    const pinned = entries.map((entry) => /^([a-z0-9._-]+)==\S+/.exec(entry)?.[1] ?? "");
    const wanted = lists.flatMap(namesIn);
    assert.ok(wanted.length > 0);
    assert.deepEqual(
      wanted.filter((name) => !pinned.includes(name)),
      [],
    );
    assert.deepEqual(
      entries.filter((entry) => !entry.includes("--hash=sha256:")),
      [],
    );
  });
}

test("package-lock.json names no registry, and is complete for every machine", () => {
  /** @type {Record<string, { resolved?: string, optionalDependencies?: Record<string, string> }>} */
  const packages = JSON.parse(read(FRONTEND, "package-lock.json")).packages;
  const places = Object.keys(packages);
  assert.deepEqual(
    places.filter((place) => packages[place]?.resolved !== undefined),
    [],
  );
  const missing = places.flatMap((place) =>
    Object.keys(packages[place]?.optionalDependencies ?? {}).filter(
      (name) => !places.includes(`node_modules/${name}`) && !places.includes(`${place}/node_modules/${name}`),
    ),
  );
  assert.deepEqual(missing, []);
});
