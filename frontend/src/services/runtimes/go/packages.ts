/** Which packages of the standard library a Go program needs, by what it imports. */

/** Each package that is there, by the path that programs import, and those that it imports itself. */
export type Needs = Readonly<Record<string, readonly string[]>>;

/** What is loaded with the compiler, with all that these need: what programs of an interview import. */
const COMMON =
  "bufio bytes cmp container/heap container/list container/ring errors fmt io iter maps math math/bits math/cmplx math/rand " +
  "math/rand/v2 os regexp runtime slices sort strconv strings sync sync/atomic time unicode unicode/utf8 unsafe context";

const TEXT = /"([\w./]+)"|`([\w./]+)`/g;

function withNeeds(wanted: readonly string[], needs: Needs): string[] {
  const waiting = [...wanted];
  const found = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const others = needs[name];
    if (others === undefined || found.has(name)) continue;
    found.add(name);
    waiting.push(...others);
  }
  return [...found].sort();
}

/** Those that come with the compiler. */
export const commonPackages = (needs: Needs): string[] => withNeeds(COMMON.split(" "), needs);

/** What a program needs beyond these. What only looks like an import, in a text, counts too. */
export function packagesFor(code: string, needs: Needs): string[] {
  const common = new Set(commonPackages(needs));
  const named = Array.from(code.matchAll(TEXT), ([, quoted, raw]) => quoted ?? raw ?? "");
  return withNeeds(named, needs).filter((name) => !common.has(name));
}
