/** Minutes of somebody's typing in numbered lines, reproducible from a seed. */

/** One to {@link KEYS_AN_EDIT} keys pressed in a row: text put at a UTF-16 offset, or characters deleted behind it. */
export interface Edit {
  readonly at: number;
  readonly insert: string;
  readonly deletes: number;
}

export interface Typing {
  readonly edits: readonly Edit[];
  /** How many keys a person would have pressed for it. */
  readonly keys: number;
  /** The text afterwards, when nobody else typed. */
  readonly text: string;
  /** The lines of this typing that were not deleted again. */
  readonly kept: readonly string[];
}

/** What a fast typist presses between two frames of a busy browser. */
const KEYS_AN_EDIT = 3;
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
 * `count` lines, `prefix` and a number each, typed a few keys at a time between random lines of `text`, and some deleted again.
 * `text` ends with a newline.
 */
export function typeLines(text: string, prefix: string, count: number, seed: number): Typing {
  const random = generatorOf(seed);
  const lines = text.split("\n").slice(0, -1);
  const edits: Edit[] = [];
  const kept: string[] = [];
  const offsetOf = (line: number): number => lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0);
  for (let number = 0; number < count; number += 1) {
    const line = `${prefix}${number}`;
    const place = Math.floor(random() * (lines.length + 1));
    const from = offsetOf(place);
    for (const [at, insert] of chunksOf(`${line}\n`)) edits.push({ at: from + at, insert, deletes: 0 });
    lines.splice(place, 0, line);
    kept.push(line);
    if (number % LINES_A_DELETION !== LINES_A_DELETION - 1) continue;
    const [gone = line] = kept.splice(Math.floor(random() * kept.length), 1);
    const where = lines.indexOf(gone);
    for (const [at, deleted] of chunksOf(`${gone}\n`).reverse()) {
      edits.push({ at: offsetOf(where) + at, insert: "", deletes: deleted.length });
    }
    lines.splice(where, 1);
  }
  const keys = edits.reduce((sum, { insert, deletes }) => sum + insert.length + deletes, 0);
  return { edits, keys, text: lines.map((line) => `${line}\n`).join(""), kept };
}

/** The pieces of a text, each with its offset. */
function chunksOf(text: string): [number, string][] {
  const chunks: [number, string][] = [];
  for (let at = 0; at < text.length; at += KEYS_AN_EDIT) chunks.push([at, text.slice(at, at + KEYS_AN_EDIT)]);
  return chunks;
}
