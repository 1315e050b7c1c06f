/** Two people in one room of the container, through its nginx. */
import { expect, test } from "@playwright/test";
import { createSession } from "../harness/api";
import { expectSameText, Person } from "../harness/person";

const STARTER = "# above\nprint(6 * 7)\n# below\n";
const [ABOVE, BELOW] = ["# from the first", "# from the second"];

test("two people type at once and see the same, and what one runs the other sees", async ({ browser }) => {
  const container = { url: process.env.ALGOROOM_URL ?? "", logs: "" };
  const session = await createSession(container, { language: "python", code: STARTER });
  const people = await Promise.all(
    ["Ada", "Ben"].map(async (name) => {
      const context = await browser.newContext();
      const person = new Person(name, context, await context.newPage(), container);
      await person.remember("name", name);
      return person;
    }),
  );
  const [ada, ben] = people;
  if (ada === undefined || ben === undefined) throw new Error("Nobody is there.");
  await ada.joinAsHost(session);
  await ben.join(session);
  // What the headers of the container's nginx are for.
  for (const { page } of people) expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);

  await ada.placeCaret(0);
  await ben.placeCaret(STARTER.length);
  await Promise.all([ada.type(ABOVE), ben.type(BELOW)]);
  expect(await expectSameText(ada, ben)).toBe(`${ABOVE}${STARTER}${BELOW}`);

  await ada.run();
  for (const person of people) {
    await person.expectOutcome("succeeded");
    await expect(person.output).toContainText("42");
  }
});
