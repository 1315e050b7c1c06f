/** Makes of the `typescript` package what the type checker fetches: the service, smaller, and its standard libraries. */
import { minifySync } from "vite";
import { kept, type PackedFile, pack, readBeside, readFromPackage } from "./packedFile.ts";

const PACKAGE = "typescript-5";

/** What a program finds around it: the newest language, and a worker's objects. */
const ROOTS = ["lib.esnext.d.ts", "lib.webworker.d.ts"];

const REFERENCE = /^\/\/\/ <reference lib="([^"]+)" \/>/gm;

function smaller(source: Buffer): Buffer {
  return kept("minified", [source], () => {
    const { code, errors } = minifySync("typescript.js", source.toString(), { module: false });
    if (errors.length > 0) throw new Error(`TypeScript cannot be made smaller: ${errors[0]?.message}`);
    return Buffer.from(code);
  });
}

/** The libraries that the roots name, and those that these name. */
function readLibraries(): Record<string, string> {
  const libraries: Record<string, string> = {};
  const waiting = [...ROOTS];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name in libraries) continue;
    const text = readBeside(PACKAGE, name).toString();
    libraries[name] = text;
    for (const [, lib] of text.matchAll(REFERENCE)) waiting.push(`lib.${lib}.d.ts`);
  }
  return libraries;
}

/** About 1.1 MB in all. */
export function packTypeScript(): PackedFile[] {
  return [
    pack("service", "typescript.js.gz", smaller(readFromPackage(PACKAGE))),
    pack("libraries", "typescript-libraries.json.gz", Buffer.from(JSON.stringify(readLibraries()))),
  ];
}
