/** Writes `licences.txt` into the build: each package of which something is in it, with the words that it asks to pass on. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { sandboxedSources } from "./sandboxedText.ts";

const FILE = "licences.txt";
const PACKAGES = fileURLToPath(new URL("../node_modules/", import.meta.url));
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//;
const NOTICE = /^(licen[cs]e|copying|notice|third.?party)/i;

/** What is no module of the page: compiled languages, fonts, the rules that Tailwind begins with, Vite's own few lines,
 * formatters and servers in workers of their own. */
export const LAID_OUT: readonly string[] = [
  "@astral-sh/ruff-wasm-web",
  "@electric-sql/pglite",
  "@fontsource-variable/inter",
  "@fontsource-variable/jetbrains-mono",
  "@yowasp/clang",
  "browser-basedpyright",
  "prettier",
  "pyodide",
  "sql.js",
  "tailwindcss",
  "typescript-5",
  "vite",
  "wasmoon",
];

const FREE = "0BSD|Apache-2\\.0|BSD-[23]-Clause|BlueOak-1\\.0\\.0|CC0-1\\.0|ISC|MIT|MPL-2\\.0|OFL-1\\.1|Unlicense";
/** Licences that ask for their notice and for nothing else of who ships the part as it is. */
export const ASKS_FOR_A_NOTICE = new RegExp(`^\\(?(${FREE})( (OR|AND) (${FREE}))*\\)?$`);

export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The licence's words as the package brings them; where it brings none, whose it is. */
  readonly words: string;
}

/** The notices of the packages that these files belong to, and of what is laid out, by name. */
export function noticesOf(files: Iterable<string>): Notice[] {
  const folders = new Set(LAID_OUT.map((name) => `${PACKAGES}${name}/`));
  for (const file of files) {
    const [folder] = file.replaceAll("\\", "/").match(PACKAGE) ?? [];
    if (folder !== undefined) folders.add(folder.replace(/^\0+/, ""));
  }
  const notices = new Map([...folders].map(readNotice).map((notice) => [`${notice.name} ${notice.version}`, notice]));
  return [...notices.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws Error where a package's licence is none that a notice is enough for. */
function readNotice(folder: string): Notice {
  const { name, version, license, author, repository } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
  if (typeof license !== "string" || !ASKS_FOR_A_NOTICE.test(license)) {
    throw new Error(`${name} is under "${license}": may it be shipped? Then name the licence in vite/notices.ts.`);
  }
  const files = readdirSync(folder).filter((file) => NOTICE.test(file));
  const words = files.map((file) => readFileSync(`${folder}${file}`, "utf8").trim());
  // Some bring no words: who wrote it and where its source is, is what they tell.
  if (words.length === 0) words.push(`By ${author?.name ?? author ?? name}; ${repository?.url ?? repository}`);
  return { name, version, licence: license, words: words.join("\n\n") };
}

function write(notices: readonly Notice[]): string {
  const head = "AlgoRoom's page has parts of these packages in it, each under its own licence.\n";
  const parts = notices.map(({ name, version, licence, words }) => `${name} ${version} (${licence})\n\n${words}\n`);
  return [head, ...parts].join(`\n${"=".repeat(80)}\n\n`);
}

/** For `plugins` of a Vite configuration. */
export function notices(): Plugin {
  return {
    name: "algoroom:notices",
    apply: "build",
    generateBundle() {
      const files = [...this.getModuleIds(), ...sandboxedSources];
      this.emitFile({ type: "asset", fileName: FILE, source: write(noticesOf(files)) });
    },
  };
}
