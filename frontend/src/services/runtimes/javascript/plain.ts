/**
 * Runs a program that is no more than a script, without the 6 ms that a browser takes to load a module from a blob: by a strict `eval`,
 * whose declarations are its own as a module's are, and in which `this` is undefined and a `return` is wrong, as there.
 */

/** What only a module may hold, what means something else in one, and the one name that the text would find here. */
const NOT_PLAIN = /\b(?:import|export|await|arguments)\b|new\s*\.\s*target|<!--|-->/;

/** Whether the text means the same as a script. A word of a module within a string or a comment makes it a module: that costs only time. */
export const isPlain = (code: string): boolean => !NOT_PLAIN.test(code);

type Evaluate = (this: undefined, text: string) => unknown;

// Made in the global scope, so that the program finds no name of ours, before a program may have replaced what makes it.
// biome-ignore lint/security/noGlobalEval: this is for programs, in the sandbox that is there for them.
const evaluate: Evaluate = globalThis.eval('(function () { "use strict"; return eval(arguments[0]); })');

/** Runs it to its end. @throws whatever it throws, and SyntaxError */
export const runPlain = (text: string): void => void evaluate.call(undefined, text);
