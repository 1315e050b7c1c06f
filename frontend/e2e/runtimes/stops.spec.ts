/** Stop at any moment leaves no runner stuck. `STOP_TRIES=1000` tries a thousand times; `STOP_SEED` repeats a row of tries. */
import { expect, test } from "./fixtures";
import { LANGUAGES } from "./programs";

const TRIES = Number(process.env.STOP_TRIES ?? 12);
const SEED = Number(process.env.STOP_SEED ?? Math.floor(Math.random() * 2 ** 31));
const MAX_WAIT_MS = 1200;
const MAX_STOP_MS = 1000;
const MS_A_TRY = 6000;

/** Numbers below 1 that the seed decides (mulberry32). */
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

test("stops at random moments leave no runner stuck", async ({ room }) => {
  test.setTimeout(60_000 + TRIES * MS_A_TRY);
  const chance = chances(SEED);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance.next().value * items.length)] as Item;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { language, hello, loops, floods, asks } = pick(LANGUAGES);
    const code = pick([hello, loops, floods, asks].filter((program) => typeof program === "string"));
    const stopAfterMs = Math.round(chance.next().value * MAX_WAIT_MS);
    const { result, stopMs, late } = await room.run(language, { code, stopAfterMs });
    const told = { seed: SEED, attempt, language, code, stopAfterMs, late };
    expect({ ...told, ended: result.outcome !== "failed" || stopMs === null }).toEqual({
      ...told,
      late: [],
      ended: true,
    });
    expect(stopMs ?? 0, JSON.stringify(told)).toBeLessThan(MAX_STOP_MS);
    const next = await room.run(language, { code: hello });
    expect({ ...told, stdout: next.stdout }).toEqual({ ...told, stdout: "hello\n" });
  }
});
