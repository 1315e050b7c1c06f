/** What is Lua's alone: its generator of random numbers. */
import { expect, test } from "./fixtures";

test("lua: no two runs draw the same numbers, and a seed repeats them", async ({ room }) => {
  const draw = async (code: string): Promise<string> => (await room.run("lua", { code })).stdout;
  const drawn: string[] = [];
  for (let run = 0; run < 4; run++) drawn.push(await draw("print(math.random(1 << 53))"));
  expect(new Set(drawn).size).toBe(4);
  const seeded = "math.randomseed(7)\nprint(math.random(1 << 53))";
  expect(await draw(seeded)).toBe(await draw(seeded));
});
