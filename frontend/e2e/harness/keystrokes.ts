/** Minutes of somebody's typing in numbered lines, reproducible from a seed. */

/** One key: text put at a UTF-16 offset, or characters deleted behind it. */
export interface Key {
  readonly at: number;
  readonly insert: string;
  readonly deletes: number;
}

export interface Typing {
  readonly keys: readonly Key[];
  /** The text afterwards, when nobody else typed. */
  readonly text: string;
  /** The lines of this typing that were not deleted again. */
  readonly kept: readonly string[];
}

/** Every so many lines one of one's own is deleted again, key by key. */
const LINES_A_DELETION = 5;
const PRIME = 2_147_483_647;

/** Park and Miller's minimal standard generator; 0 to below 1. */
function generatorOf(seed: number): () => number {
  let state = seed % PRIME;
  return () => {
    state = (state * 48_271) % PRIME;
    return state / PRIME;
  };
}

/**
 * `count` lines, `prefix` and a number each, typed key by key between random lines of `text`, and some deleted again.
 * `text` ends with a newline.
 */
export function typeLines(text: string, prefix: string, count: number, seed: number): Typing {
  const random = generatorOf(seed);
  const lines = text.split("\n").slice(0, -1);
  const keys: Key[] = [];
  const kept: string[] = [];
  const offsetOf = (line: number): number => lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0);
  for (let number = 0; number < count; number += 1) {
    const line = `${prefix}${number}`;
    const place = Math.floor(random() * (lines.length + 1));
    const from = offsetOf(place);
    for (const [index, insert] of [...`${line}\n`].entries()) keys.push({ at: from + index, insert, deletes: 0 });
    lines.splice(place, 0, line);
    kept.push(line);
    if (number % LINES_A_DELETION !== LINES_A_DELETION - 1) continue;
    const [gone = line] = kept.splice(Math.floor(random() * kept.length), 1);
    const where = lines.indexOf(gone);
    const end = offsetOf(where) + gone.length;
    for (let back = 0; back <= gone.length; back += 1) keys.push({ at: end - back, insert: "", deletes: 1 });
    lines.splice(where, 1);
  }
  return { keys, text: lines.map((line) => `${line}\n`).join(""), kept };
}
