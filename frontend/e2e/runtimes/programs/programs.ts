/** What the contract suite needs of a language: one program for each promise. A new language adds one such table. */

import type { RunFile } from "../../../src/services/runtimes/contract";

/** What a program's error must show. */
export interface ExpectedError {
  readonly code: string;
  /** In standard error and in the one-line error. */
  readonly says: string;
  readonly line: number;
}

/** A program in several files. */
export interface SeveralFiles {
  /** Prints `6 apples`: what another file makes of 5. */
  readonly code: string;
  /** The first of them says `apples`, and it is printed that it says something else when it does. */
  readonly files: readonly [RunFile, ...RunFile[]];
  /** Fails in a file that is not the entry file. */
  readonly fails: ExpectedError & { readonly files: readonly RunFile[]; readonly file: string };
}

/** A promise that a language cannot be held to, and why, in a sentence's rest: "SQL …". */
export interface Lacking {
  readonly lacks: string;
}

export const lacks = (why: string): Lacking => ({ lacks: why });

/** How a language tries to get out of the sandbox. */
export type WaysOut =
  /** It reaches the worker's own JavaScript: `run` makes a program of a function body that answers a promise of text,
   * and prints the text; `evaluate` of statements. */
  | { readonly run: (body: string) => string; readonly evaluate: (statements: string) => string }
  /** It does not: a program for each way that the language has, by name. Each must fail. */
  | { readonly tries: (target: Target) => Readonly<Record<string, string>> };

/** A server that answers whoever asks. */
export interface Target {
  readonly url: string;
  readonly host: string;
  readonly port: string;
}

export interface LanguagePrograms {
  readonly language: string;
  readonly fileName: string;
  /** Prints `hello`. */
  readonly hello: string;
  /** Prints `1`, `2`, `3`, `4` on lines of their own, waiting about 100 ms before each but the first. */
  readonly streaming: string | Lacking;
  /** Prints `out` to standard output and `err` to standard error. */
  readonly streams: string | Lacking;
  /** Asks `name? `, reads a line, prints `hello NAME`; asks `age? `, reads a line, prints `AGE years`. */
  readonly asks: string | Lacking;
  /** Reads lines until the input ends and prints `ended`. */
  readonly readsToEnd: string | Lacking;
  /** Fails in a function called from another line. */
  readonly fails: ExpectedError;
  readonly doesNotParse: ExpectedError;
  /** Fails by a chain of calls without end, at a line of its own. */
  readonly recurses: string | Lacking;
  /** Imports a package that is not there. */
  readonly importsMissing: ExpectedError | Lacking;
  /** Prints `before`, exits with code 3, would print `after`. */
  readonly exits: string | Lacking;
  /** Prints `on`, then loops for ever without doing anything. */
  readonly loops: string | Lacking;
  /** Prints `on`, then loops for ever and swallows every exception it can. */
  readonly resists: string | Lacking;
  /** Prints `on`, then sleeps for ever. */
  readonly sleeps: string | Lacking;
  /** Prints growing numbers, one a line, for ever. */
  readonly floods: string;
  /** Prints the numbers below 100,000, one a line, each with a hundred letters behind it: 10 MB. */
  readonly writesTooMuch: string;
  /** Takes 40 million bytes at once and prints `filled`. */
  readonly fills: string | Lacking;
  /** Takes memory until there is none. */
  readonly eatsMemory: string | Lacking;
  /** Prints `grüße, 世界 🎈` and then what it reads, where it can read. */
  readonly unicode: string;
  /** Awaits something, prints `waited`. */
  readonly awaits: string | Lacking;
  /** Leaves a variable `leftover`, and changes what a careless runtime would share between runs. */
  readonly leaves: string | Lacking;
  /** Prints `clean` if nothing of `leaves` is there. */
  readonly looksAround: string | Lacking;
  readonly files: SeveralFiles | Lacking;
  /**
   * Prints `left` if `out.txt` can be opened, then the second line of `data.txt`; writes the line `new` into `out.txt`, appends
   * the line `more`, and prints what is in it; prints `none` if `none.txt` cannot be opened; makes `data.txt` empty.
   */
  readonly opens: string | Lacking;
  readonly waysOut: WaysOut;
}
