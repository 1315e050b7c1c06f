/** Languages with files too large to bundle, a line each. */
import type { Packer } from "./packedFile.ts";
import { packPython } from "./python.ts";
import { packTypeScript } from "./typescript.ts";

/** By the language's id. */
export const PACKERS: Readonly<Record<string, Packer>> = {
  python: packPython,
  typescript: packTypeScript,
};
