/** Languages with files too large to bundle, a line each. */
import { packClang, packCppHeaders } from "./clang.ts";
import { packGo, packGoPackages } from "./go.ts";
import { packLua } from "./lua.ts";
import type { Packer } from "./packedFile.ts";
import { packPostgres } from "./postgres.ts";
import { packPython } from "./python.ts";
import { packPythonPackages } from "./pythonPackages.ts";
import { packSqlite } from "./sqlite.ts";
import { packTypeScript } from "./typescript.ts";

/** By the language's id. */
export const PACKERS: Readonly<Record<string, Packer>> = {
  c: packClang,
  go: packGo,
  lua: packLua,
  postgres: packPostgres,
  python: packPython,
  sqlite: packSqlite,
  typescript: packTypeScript,
};

/** Files that a language loads only for programs that need them, by the name that the language gives them. */
export const PARTS: Readonly<Record<string, Packer>> = {
  "cpp-headers": packCppHeaders,
  "go-packages": packGoPackages,
  "python-packages": packPythonPackages,
};
