/** Says what a trap means, and where in the person's file it happened. */
import type { LineOf, PlaceOfCode } from "./lineTable";

/** What V8 says of a trap, and what that means to who wrote C. */
const MEANINGS: readonly (readonly [said: RegExp, meaning: string])[] = [
  [/call stack/i, "stack overflow: too many calls within each other"],
  [/divide by zero|remainder by zero/, "division by zero"],
  [/divide result unrepresentable|integer overflow/, "integer overflow in a division"],
  [/float unrepresentable/, "a floating-point number does not fit an integer"],
  [/memory access out of bounds/, "memory access out of bounds: a wrong pointer or index, or the stack is full"],
  [/null function|signature mismatch|table index/, "call of a function by a wrong pointer"],
];

const OUT_OF_MEMORY = "out of memory: a program may have 512 MB here";
const ABORTED = "aborted";
const UNREACHABLE = "undefined behaviour: a null pointer was followed, or a function ended without its return";

const FRAME = /at (?:(.*) \()?wasm:\/\/\S+?:wasm-function\[\d+\]:0x([0-9a-f]+)\)?/g;
const MAX_FRAMES = 12;

/** V8 puts the module's name before a function's, and the linker gives C's `main` another one. */
const nameOf = (name: string): string =>
  name.replace(/^program\./, "").replace(/^__(?:main_void|main_argc_argv|original_main)$/, "main");

interface Call {
  readonly name: string;
  readonly place: PlaceOfCode | undefined;
}

const callsIn = (stack: string, lineOf: LineOf): Call[] =>
  Array.from(stack.matchAll(FRAME), ([, name = "", offset = ""]) => ({
    name: nameOf(name),
    place: lineOf(Number.parseInt(offset, 16)),
  }));

function meaningOf(message: string, calls: readonly Call[], lastWords: string): string {
  const known = MEANINGS.find(([said]) => said.test(message));
  if (known !== undefined) return known[1];
  if (!/unreachable/.test(message)) return message;
  if (!calls.some(({ name }) => name === "abort")) return UNREACHABLE;
  if (lastWords.includes("bad_alloc")) return OUT_OF_MEMORY;
  return lastWords.trim().split("\n").at(-1) || ABORTED;
}

/** For standard error, and in one line. */
export function explainTrap(
  thrown: unknown,
  lastWords: string,
  lineOf: LineOf,
): { readonly report: string; readonly error: string } {
  const { message, stack = "" } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const calls = callsIn(stack, lineOf);
  const meaning = meaningOf(message, calls, lastWords);
  const own = calls.flatMap(({ name, place }) => (place === undefined ? [] : [{ name, ...place }]));
  const [first] = own;
  if (first === undefined) return { report: `${meaning}\n`, error: meaning };
  const trace = own.slice(0, MAX_FRAMES).map(({ name, file, line }) => `  in ${name} (${file}:${line})\n`);
  const more = own.length > MAX_FRAMES ? "  …\n" : "";
  return {
    report: `${first.file}:${first.line}: ${meaning}\n${trace.join("")}${more}`,
    error: `${meaning} (${first.file}, line ${first.line})`,
  };
}
