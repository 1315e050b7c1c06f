/** What a program needs is found by what it says. */
import { expect, test } from "vitest";
import { type Fetched, fittingPackages, lockEntries, withFetched } from "./fetched";
import { type Catalog, distributionsFor, findImports } from "./packages";

test.each([
  ["import sympy", ["sympy"]],
  ["import os, networkx as nx, a.b.c", ["os", "networkx", "a"]],
  ["from sympy.abc import x", ["sympy"]],
  ["def f():\n    from sortedcontainers import SortedList\n", ["sortedcontainers"]],
  ["try: import hypothesis\nexcept ImportError: pass", ["hypothesis"]],
  ["x = 1; import sympy # for later", ["sympy"]],
  ["from . import here\nfrom .there import x", []],
  ["# import sympy\nimportant = 1\nprint('an import')", []],
])("%j imports %j", (code, modules) => {
  expect([...findImports(code)]).toEqual(modules);
});

const CATALOG: Catalog = {
  abi: "2026_0",
  served: {
    sympy: { imports: ["sympy", "isympy"], requires: ["mpmath"] },
    mpmath: { imports: ["mpmath"], requires: [] },
    networkx: { imports: ["networkx"], requires: [] },
  },
  elsewhere: { numpy: "numpy" },
};

test("a package comes with what it needs, and nothing else comes", () => {
  expect(distributionsFor("import sympy, numpy, json", CATALOG)).toEqual(["mpmath", "sympy"]);
  expect(distributionsFor("print(1)", CATALOG)).toEqual([]);
});

const file = (name: string, imports: string[], depends: string[]): Fetched[string] => ({
  ...{ name, version: "1", file_name: `${name}.whl`, install_dir: "site", package_type: "package", sha256: "0" },
  ...{ file: `0-${name}.whl`, bytes: 1, imports, depends },
});
const FETCHED: Fetched = {
  numpy: file("numpy", ["numpy"], []),
  pandas: file("pandas", ["pandas"], ["numpy", "mpmath", "gone"]),
};

test("what an administrator has fetched is found like what comes with the page, and with what comes with it", () => {
  const catalog = withFetched(CATALOG, FETCHED);
  expect(distributionsFor("import pandas", catalog)).toEqual(["mpmath", "numpy", "pandas"]);
  expect(catalog.elsewhere).toEqual({});
  expect(lockEntries(FETCHED).pandas?.depends).toEqual(["numpy"]);
});

test("packages that are for another Python are not there", () => {
  expect(fittingPackages({ abi: "2026_0", packages: FETCHED }, CATALOG)).toBe(FETCHED);
  expect(fittingPackages({ abi: "2025_0", packages: FETCHED }, CATALOG)).toEqual({});
  expect(fittingPackages(null, CATALOG)).toEqual({});
});
