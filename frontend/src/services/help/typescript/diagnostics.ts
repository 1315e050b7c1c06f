/** What TypeScript says of a program that somebody writes while others watch: what is wrong, not what is untold. */
import type ts from "typescript-5";
import type { TypeScript } from "../../runtimes/typescript/checker/service";

/** That something has no type of its own: strict reading, and no mistake. */
const UNTOLD: ReadonlySet<number> = new Set([
  7005, 7006, 7008, 7010, 7011, 7015, 7016, 7019, 7022, 7023, 7024, 7031, 7034, 7053,
]);

/** Of a program without types, only what is wrong in any reading. */
const WRONG_WITHOUT_TYPES: ReadonlySet<number> = new Set([
  2304, // A name that is not there.
  2552, // The same, with one that is much like it.
  2551, // A property that is not there, with one that is much like it.
  2448, // A name that is used before it is declared.
  2451, // A name that is declared twice.
  2300, // The same, of something else.
  2349, // A call of what is no function.
  2351, // A `new` of what is no class.
  2554, // Too many or too few arguments.
  2555, // Too few arguments.
  2588, // A constant that is assigned to.
  2364, // An assignment to what cannot be assigned to.
  2365, // An operator that does not take these.
]);

const FIRST_SEMANTIC_CODE = 2000;

export function isWorthSaying(typescript: TypeScript, { category, code }: ts.Diagnostic, isScript: boolean): boolean {
  if (category !== typescript.DiagnosticCategory.Error || UNTOLD.has(code)) return false;
  return !isScript || code < FIRST_SEMANTIC_CODE || WRONG_WITHOUT_TYPES.has(code);
}
