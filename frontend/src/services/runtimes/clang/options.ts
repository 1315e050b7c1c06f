/** The options that programs, and the headers compiled beforehand, are compiled with. */

export type Dialect = "c" | "cpp";

const MEBIBYTE = 1024 * 1024;
const MAX_MEMORY_BYTES = 512 * MEBIBYTE;
/** As much as a program has on most machines. */
const STACK_BYTES = 8 * MEBIBYTE;

/** A null pointer traps instead of reading what lies at the memory's beginning, and the table of lines names the place. */
export const COMMON = [
  "-O2",
  "-Wall",
  // The version first: by itself it asks for all that a debugger reads, which takes as long as the rest of the compilation.
  "-gdwarf-4",
  "-gline-tables-only",
  "-fsanitize=null,return",
  "-fsanitize-trap=all",
  "-fno-sanitize-merge",
  "-fno-sanitize-debug-trap-reasons",
  // A worker has no time of its own: `clock()` counts that of the wall.
  "-D_WASI_EMULATED_PROCESS_CLOCKS",
];

export const LINK = [
  "-lwasi-emulated-process-clocks",
  "-Wl,--stack-first",
  `-Wl,-z,stack-size=${STACK_BYTES}`,
  `-Wl,--max-memory=${MAX_MEMORY_BYTES}`,
  // What waits in C's buffers is written before the program reads.
  "-Wl,--undefined=fflush",
  "-Wl,--export=fflush",
];

export const DIALECTS = {
  c: ["clang", "-std=gnu23"],
  cpp: ["clang++", "-std=gnu++23", "-fno-exceptions"],
} as const satisfies Record<Dialect, readonly string[]>;

/** Where the header that holds the standard library is put, and what it becomes. */
export const HEADER_FOLDER = "algoroom";
export const HEADER = "all.hpp";
export const PRECOMPILED = "all.pch";

/** What makes of the header the precompiled one. */
export const PRECOMPILING: readonly string[] = [
  ...DIALECTS.cpp,
  ...COMMON,
  "-Xclang",
  "-fno-pch-timestamp",
  "-x",
  "c++-header",
  `${HEADER_FOLDER}/${HEADER}`,
  "-o",
  PRECOMPILED,
];
