/** Makes of the `@yowasp/clang` package what the compiler of C and C++ fetches. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HEADER, HEADER_FOLDER, PRECOMPILED, PRECOMPILING } from "../../src/services/runtimes/clang/options.ts";
import { cap, kept, type PackedFile, pack, readBeside } from "./packedFile.ts";

const PACKAGE = "@yowasp/clang";

/** The compiler's own; a program that would make it take more is told that it cannot be compiled. */
const MAX_CLANG_MEMORY_BYTES = 1024 * 1024 * 1024;

const EXPORTS = /^export \{[\s\S]*?^\};/m;

/** The package's JavaScript as the body of a function that answers its `runClang`. */
function glueAsFunctionBody(): string {
  const glue = readBeside(PACKAGE, "bundle.js").toString();
  if (!EXPORTS.test(glue)) throw new Error("clang's glue no longer ends as expected: see vite/packers/clang.ts.");
  return glue.replace(EXPORTS, "return runClang;").replaceAll("import.meta.url", '"https://sandbox.invalid/"');
}

/** About 27 MB in all. The names are those that the glue asks for. */
export function packClang(): PackedFile[] {
  const core = cap(readBeside(PACKAGE, "llvm.core.wasm"), MAX_CLANG_MEMORY_BYTES);
  const parts = ["llvm.core2.wasm", "llvm.core3.wasm", "llvm.core4.wasm", "llvm-resources.tar"];
  return [
    pack("glue", "clang.js.gz", Buffer.from(glueAsFunctionBody())),
    pack("llvm.core.wasm", "llvm-core.wasm.gz", core),
    ...parts.map((name) => pack(name, `${name.replace("m.", "m-")}.gz`, readBeside(PACKAGE, name))),
  ];
}

const MAKER = fileURLToPath(new URL("./cppHeaders.mjs", import.meta.url));
const HEADERS = fileURLToPath(new URL("../../src/services/runtimes/clang/headers.hpp", import.meta.url));
const MAX_HEADERS_BYTES = 128 * 1024 * 1024;

/** The standard library of C++, compiled once on this machine by the very compiler that programs are compiled with. */
export function packCppHeaders(): PackedFile[] {
  const order = JSON.stringify({
    source: HEADERS,
    folder: HEADER_FOLDER,
    name: HEADER,
    product: PRECOMPILED,
    args: PRECOMPILING,
  });
  const sources = [
    readBeside(PACKAGE, "llvm.core.wasm"),
    readBeside(PACKAGE, "llvm-resources.tar"),
    readFileSync(HEADERS),
    readFileSync(MAKER),
  ];
  const headers = kept(`headers ${PRECOMPILING.join(" ")}`, sources, () =>
    execFileSync(process.execPath, [MAKER, order], {
      maxBuffer: MAX_HEADERS_BYTES,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  );
  return [pack("headers", "cpp-headers.pch.gz", headers)];
}
