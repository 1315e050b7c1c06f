/** C and C++ in the browser: clang compiles in a sandbox of its own, which stays warm from run to run. */
import compilerFiles from "virtual:runtime-files/c";
import headerFiles from "virtual:runtime-files/cpp-headers";
import { createCompiledRuntime } from "../compiled/compiledRuntime";
import type { Runtime } from "../contract";
import { fetchRuntimeFiles } from "../sandbox/assets";
import compiler from "./worker.ts?sandboxed";

export const createCRuntime = (): Runtime =>
  createCompiledRuntime({
    language: "c",
    fileName: "main.c",
    compiler,
    loadCompiler: (onProgress) => fetchRuntimeFiles(compilerFiles, onProgress),
  });

/** The same compiler, and the standard library's headers, compiled. */
export const createCppRuntime = (): Runtime =>
  createCompiledRuntime({
    language: "cpp",
    fileName: "main.cpp",
    compiler,
    loadCompiler: (onProgress) => fetchRuntimeFiles({ ...compilerFiles, ...headerFiles }, onProgress),
  });
