/** What the editor shows of others and of oneself never keeps anybody from reading code. */
import type { Page } from "@playwright/test";
import { expect, type Person, test } from "./harness/fixtures";

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Drawn {
  readonly names: readonly (Box & { readonly text: string })[];
  /** Every piece of code that is drawn. */
  readonly code: readonly Box[];
  readonly editor: Box;
}

/** Names that are shown now, and all that they must not cover. */
const readDrawn = (page: Page): Promise<Drawn> =>
  page.evaluate(() => {
    const box = ({ left, right, top, bottom }: DOMRect) => ({ left, right, top, bottom });
    const texts = [...document.querySelectorAll(".cm-line")].flatMap((line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      return [...range.getClientRects()].filter(({ width }) => width > 0).map(box);
    });
    const names = [...document.querySelectorAll(".cm-remoteName")]
      .filter((name) => Number(getComputedStyle(name).opacity) > 0)
      .map((name) => ({ text: name.textContent ?? "", ...box(name.getBoundingClientRect()) }));
    const scroller = document.querySelector(".cm-scroller")?.getBoundingClientRect() ?? new DOMRect();
    return { names, code: texts, editor: box(scroller) };
  });

const overlap = (one: Box, other: Box): boolean =>
  // A hair's breadth is the rounding of a layout.
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5;

/** Lets people move to their offsets, and looks at `watcher`'s screen while their names are shown there. */
async function expectNamesBesideCode(watcher: Person, moves: readonly (readonly [Person, number])[]): Promise<void> {
  let tries = 0;
  await expect(async () => {
    // Names fade, and only a caret that moves shows its name again.
    const step = tries++ % 2;
    await Promise.all(moves.map(([person, at]) => person.placeCaret(at - step)));
    await expect
      .poll(async () => (await readDrawn(watcher.page)).names.map(({ text }) => text).toSorted(), { timeout: 1_500 })
      .toEqual(moves.map(([{ name }]) => name).toSorted());
  }).toPass();
  const { names, code, editor } = await readDrawn(watcher.page);
  expect(code.length).toBeGreaterThan(0);
  for (const [at, name] of names.entries()) {
    expect([...names.slice(at + 1), ...code].filter((other) => overlap(name, other))).toEqual([]);
    expect(name.right).toBeLessThanOrEqual(editor.right);
  }
}

const LONG = `total = ${Array.from({ length: 60 }, (_, at) => `value_${at}`).join(" + ")}`;

test("names stand beside the code, side by side, and never upon it", async ({ newPerson, newSession }) => {
  const code = `def first(values):\n    return values[0]\n\n${LONG}\nprint(1)\n`;
  const session = await newSession({ language: "javascript", code });
  const [ada, ben, eve] = [await newPerson("Ada"), await newPerson("Ben"), await newPerson("Eve")];
  for (const person of [ada, ben, eve]) await person.join(session);

  await test.step("two people in one line", () =>
    expectNamesBesideCode(ada, [
      [ben, 4],
      [eve, "def first(values):".length],
    ]));

  await test.step("in a line that fills the pane, with an empty one above it", () =>
    expectNamesBesideCode(ada, [
      [ben, code.indexOf("value_3")],
      [eve, code.indexOf("value_5")],
    ]));

  await test.step("in a line that grew", async () => {
    await ada.placeCaret("def first(values):".length);
    await ada.paste("  # a comment");
    await expectNamesBesideCode(ada, [[ben, 6]]);
  });
});

test("a name is not shown where code is everywhere, and its caret is", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: `${LONG}\n${LONG}\n${LONG}\n` });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ben.placeCaret(LONG.length + 1 + 10);
  await expect(ada.page.locator(".cm-remoteCaret")).toHaveCount(1);
  await expect(ada.page.locator(".cm-remoteName")).toHaveCount(0);
});

test("a click beneath a name reaches the editor", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "short\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ben.placeCaret(2);
  const box = await ada.page.locator(".cm-remoteName").boundingBox();
  await ada.page.mouse.click((box?.x ?? 0) + 4, (box?.y ?? 0) + 4);
  expect(await ada.caret()).toEqual({ anchor: "short".length, head: "short".length });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`what is selected keeps its colours in ${colorScheme}`, async ({ newPerson, newSession }) => {
    const session = await newSession({ language: "python", code: "return 'word'  # why\n" });
    const ada = await newPerson("Ada", { colorScheme });
    await ada.join(session);
    await ada.placeCaret(0, 20);
    const colors = await ada.page
      .locator(".cm-line span")
      .evaluateAll((pieces) =>
        pieces.map((piece) => [getComputedStyle(piece).color, getComputedStyle(piece, "::selection").color]),
      );
    expect(colors.length).toBeGreaterThan(1);
    // Chromium answers for one element with the colour of its like, so only the colours as a whole can be compared.
    const plain = colors.map(([color]) => color);
    for (const [, selected] of colors) expect(plain).toContain(selected);
  });
}
