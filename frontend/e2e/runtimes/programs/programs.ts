/** What the contract suite needs of a language: one program for each promise. A new language adds one such table. */

/** What a program's error must show. */
export interface ExpectedError {
  readonly code: string;
  /** In standard error and in the one-line error. */
  readonly says: string;
  readonly line: number;
}

export interface LanguagePrograms {
  readonly language: string;
  readonly fileName: string;
  /** Prints `hello`. */
  readonly hello: string;
  /** Prints `1`, `2`, `3`, `4` on lines of their own, waiting about 100 ms before each but the first. */
  readonly streaming: string;
  /** Prints `out` to standard output and `err` to standard error. */
  readonly streams: string;
  /** Asks `name? `, reads a line, prints `hello NAME`; asks `age? `, reads a line, prints `AGE years`. */
  readonly asks: string;
  /** Reads lines until the input ends and prints `ended`. */
  readonly readsToEnd: string;
  /** Fails in a function called from another line. */
  readonly fails: ExpectedError;
  readonly doesNotParse: ExpectedError;
  /** Fails by a chain of calls without end. */
  readonly recurses: string;
  /** Imports a package that is not there. */
  readonly importsMissing: ExpectedError;
  /** Prints `before`, exits with code 3, would print `after`. */
  readonly exits: string;
  /** Prints `on`, then loops for ever without doing anything. */
  readonly loops: string;
  /** Prints `on`, then loops for ever and swallows every exception it can. */
  readonly resists: string;
  /** Prints `on`, then sleeps for ever. */
  readonly sleeps: string;
  /** Prints growing numbers, one a line, for ever. */
  readonly floods: string;
  /** Prints the numbers below 100,000, one a line. */
  readonly writesTooMuch: string;
  /** Takes memory until there is none. */
  readonly eatsMemory: string;
  /** Prints `grüße, 世界 🎈` and then what it reads. */
  readonly unicode: string;
  /** Awaits something, prints `waited`. */
  readonly awaits: string;
  /** Leaves a variable `leftover`, and changes what a careless runtime would share between runs. */
  readonly leaves: string;
  /** Prints `clean` if nothing of `leaves` is there. */
  readonly looksAround: string;
  /** Runs the JavaScript function body `probe`, which answers a promise of text, and prints the text. */
  readonly probe: (probe: string) => string;
  /** Runs JavaScript statements. */
  readonly evaluate: (statements: string) => string;
}
