/** Languages with files too large to bundle, a line each. */
import { packClang, packCppHeaders } from "./clang.ts";
import { packGo, packGoFormatter, packGoPackages } from "./go.ts";
import { packLua } from "./lua.ts";
import type { Packer } from "./packedFile.ts";
import { packPostgres } from "./postgres.ts";
import { packPyright } from "./pyright.ts";
import { packPython } from "./python.ts";
import { packPythonPackages } from "./pythonPackages.ts";
import { packRuby } from "./ruby.ts";
import { packRuff } from "./ruff.ts";
import { packSqlite } from "./sqlite.ts";
import { packTypeScript } from "./typescript.ts";

/** By the language's id. */
export const PACKERS: Readonly<Record<string, Packer>> = {
  c: packClang,
  go: packGo,
  lua: packLua,
  postgres: packPostgres,
  python: packPython,
  ruby: packRuby,
  sqlite: packSqlite,
  typescript: packTypeScript,
};

/** Files that are loaded only for programs that need them or for help with them, by the name that their loader gives them. */
export const PARTS: Readonly<Record<string, Packer>> = {
  "cpp-headers": packCppHeaders,
  "python-formatter": packRuff,
  "python-help": packPyright,
  "go-formatter": packGoFormatter,
  "go-packages": packGoPackages,
  "python-packages": packPythonPackages,
};
