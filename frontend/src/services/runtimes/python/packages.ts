/** Which packages a Python program needs, by what it imports. */

import type { RunFile } from "../contract";

/** What the build knows of packages. */
export interface Catalog {
  /** For which Python packages with compiled parts must be. */
  readonly abi: string;
  /** Distributions that this server has, by name. */
  readonly served: Readonly<
    Record<string, { readonly imports: readonly string[]; readonly requires: readonly string[] }>
  >;
  /** Modules of packages that exist for this Python but not on this server, and their distributions. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

const IMPORT = /(?:^|[;:])[ \t]*(?:from[ \t]+([\p{L}\p{N}_.]+)[ \t]+import\b|import[ \t]+([^\n;#]+))/gmu;

/** The top-level modules that a program imports; what only looks like an import, in a string, counts too. */
export function findImports(code: string): Set<string> {
  const modules = new Set<string>();
  for (const [, from, list] of code.matchAll(IMPORT)) {
    for (const name of (from ?? list ?? "").split(",")) {
      const top = /^[\p{L}\p{N}_]+/u.exec(name.trim())?.[0];
      if (top !== undefined) modules.add(top);
    }
  }
  return modules;
}

/** All the Python of a program, its modules included. */
export const sourcesOf = (code: string, files: readonly RunFile[]): string =>
  [code, ...files.filter(({ name }) => name.endsWith(".py")).map(({ text }) => text)].join("\n");

/** The distributions that a program needs of those that are served, with all that these need. */
export function distributionsFor(code: string, { served }: Catalog): string[] {
  const modules = findImports(code);
  const waiting = Object.keys(served).filter((name) => served[name]?.imports.some((module) => modules.has(module)));
  const found = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(served[name]?.requires ?? []));
  }
  return [...found].sort();
}
