/** What the compiler, the linker and a program that ends by itself have to say, for the person who wrote the program. */

const NOT_FOUND = /could not import ("?)([^\s"(]+)\1 \(.*\)/g;
/** The linker names the function that it misses before it says so. */
const LINKER_PLACE = /^(?:link: )?(?:\(\w+\)|runtime\.main_main·f): /gm;

/** The tools' own words, but for what only means something to who knows how Go is built. */
export function inOurWords(said: string): string {
  return said
    .replace(
      NOT_FOUND,
      (_all, _quote, path: string) =>
        `package ${path} is not here: programs have Go's standard library, without cgo and without modules of others`,
    )
    .replace(LINKER_PLACE, "");
}

const anyOf = (names: readonly string[]): string => names.map((name) => name.replaceAll(".", "\\.")).join("|");

/** One line about the first error. */
export function firstError(said: string, fileNames: readonly string[]): string {
  const own = new RegExp(`^(${anyOf(fileNames)}):(\\d+)(?::\\d+)?: (.*)$`, "m").exec(said);
  if (own !== null) return `${own[3]} (${own[1]}, line ${own[2]})`;
  return said.trim().split("\n")[0] || "The program could not be compiled.";
}

/** Go's own word for a program that panicked, or that its runtime ended. */
const CRASHED = 2;
const LAST_WORDS = /^(?:panic|fatal error): .*$/gm;

/** One line about a crash, with the person's line; null when the program only left with a code. */
export function explainCrash(code: number, lastWords: string, fileNames: readonly string[]): string | null {
  if (code !== CRASHED) return null;
  const crash = [...lastWords.matchAll(LAST_WORDS)].at(-1);
  if (crash === undefined) return null;
  const trace = lastWords.slice(crash.index);
  const place = new RegExp(`^\\t(${anyOf(fileNames)}):(\\d+)`, "m").exec(trace);
  return place === null ? crash[0] : `${crash[0]} (${place[1]}, line ${place[2]})`;
}
