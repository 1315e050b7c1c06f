/** Several people in one text: nothing that anybody types is lost, and everybody sees the same. */
import { expect, expectSameText, type Person, test } from "./harness/fixtures";

/** The characters of `text` that `typed` is made of, in their order. */
function only(text: string, typed: string): string {
  return [...text].filter((character) => typed.includes(character)).join("");
}

interface Hands {
  readonly person: Person;
  /** No character of it is typed by the other. */
  readonly typed: string;
}

async function typeAtOnce(...hands: readonly Hands[]): Promise<string> {
  await Promise.all(hands.map(({ person, typed }) => person.type(typed)));
  const [first, ...others] = hands.map(({ person }) => person);
  if (first === undefined) throw new Error("Nobody types.");
  return expectSameText(first, ...others);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz".repeat(2);
const DIGITS = "0123456789".repeat(5);

test("two people type at once in the middle of one line", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: "LEFT|RIGHT\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.placeCaret("LEFT|".length);
  await ben.placeCaret("LEFT|".length);

  const text = await typeAtOnce({ person: ada, typed: LETTERS }, { person: ben, typed: DIGITS });
  expect(only(text, LETTERS)).toBe(LETTERS);
  expect(only(text, DIGITS)).toBe(DIGITS);
  expect(text).toMatch(/^LEFT\|[a-z0-9]{102}RIGHT\n$/);
});

test("two people type at once at both ends of one line", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: "MIDDLE" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.placeCaret(0);
  await ben.placeCaret("MIDDLE".length);

  const text = await typeAtOnce({ person: ada, typed: LETTERS }, { person: ben, typed: DIGITS });
  expect(text).toBe(`${LETTERS}MIDDLE${DIGITS}`);
});

test("two people type emoji at once into the same place", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: "🙂🙃" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.placeCaret("🙂".length);
  await ben.placeCaret("🙂".length);

  const rockets = "🚀🎉🦊".repeat(8);
  const people = "👩🏽💻".repeat(8);
  const text = await typeAtOnce({ person: ada, typed: rockets }, { person: ben, typed: people });
  expect(only(text, rockets)).toBe(rockets);
  expect(only(text, people)).toBe(people);
  expect([...text]).toHaveLength(2 + [...rockets].length + [...people].length);
});

test("undo takes back only one's own edits", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: "" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.type("mine ");
  await ben.expectText("mine ");
  await ben.placeCaret("mine ".length);
  await ben.type("yours");
  await ada.expectText("mine yours");

  await ada.page.keyboard.press("Control+z");
  await ada.expectText("yours");
  await ben.expectText("yours");
  await ada.page.keyboard.press("Control+z");
  await ada.expectText("yours");
  await ada.page.keyboard.press("Control+y");
  await ben.expectText("mine yours");
});

test("others see whose caret moves, and where", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: "first line\nsecond line\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ben.placeCaret("first line\nsecond".length);
  const name = ada.page.locator(".cm-remoteName");
  await expect(name).toHaveText("Ben");
  await expect(ada.page.locator(".cm-remoteCaret")).toHaveCount(1);
  const top = async () => (await ada.page.locator(".cm-remoteCaret").boundingBox())?.y;
  const firstLine = await ada.page.locator(".cm-line").first().boundingBox();
  const middle = (firstLine?.y ?? 0) + (firstLine?.height ?? 0) / 2;
  await expect.poll(top).toBeGreaterThan(middle);
  const look = await name.getAttribute("class");

  await ben.page.keyboard.press("ArrowUp");
  // The name is shown anew with each movement.
  await expect(name).not.toHaveAttribute("class", look ?? "");
  await expect.poll(top).toBeLessThan(middle);

  await ben.placeCaret(0, "first".length);
  await expect(ada.page.locator(".cm-remoteSelection")).toHaveCount(1);
  await ben.context.close();
  await expect(ada.page.locator(".cm-remoteCaret")).toHaveCount(0);
});

test("each language keeps its text, and the switch is everybody's", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "python", code: "print('snake')" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ada.switchTo("JavaScript");
  await expect(ben.page.getByRole("heading", { name: "main.js" })).toBeVisible();
  await expect(ben.messages).toContainText("Ada switched to JavaScript");
  await ben.expectText("");
  await ben.type("let script;");
  await ada.expectText("let script;");

  await ben.switchTo("Python");
  await expect(ada.page.getByRole("heading", { name: "main.py" })).toBeVisible();
  await ada.expectText("print('snake')");
  await ada.switchTo("JavaScript");
  await ben.expectText("let script;");
});
