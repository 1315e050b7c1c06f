/** The package from its text: it is one CommonJS file, and the sandbox has no address that a module could come from. */
import type { TypeScript } from "./service";

export function loadTypeScript(text: string): TypeScript {
  const module: { exports: unknown } = { exports: {} };
  new Function("module", text)(module);
  return module.exports as TypeScript;
}
