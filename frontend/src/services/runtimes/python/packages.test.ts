/** What a program needs is found by what it says. */
import { expect, test } from "vitest";
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
