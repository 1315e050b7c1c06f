/** Servers die, networks go, pages are reloaded: what people typed stays, once each. */
import { expect, expectSameText, type Person, Server, test } from "./harness/fixtures";
import { typeLines } from "./harness/keystrokes";

/** Thousands of edits in two browsers that share two cores with other tests. */
const MANY_EDITS_MS = 300_000;

// Each has a server of its own.
test.describe.configure({ mode: "parallel" });

let server: Server;

test.beforeEach(async () => {
  server = await Server.open();
});

test.afterEach(async () => {
  await server?.close();
});

/** Numbered words, so that a missing and a doubled one are told apart. */
function wordsOf(prefix: string, from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `${prefix}${from + index} `).join("");
}

test("the server is killed while three people type, and nothing is missing or doubled", async ({
  newPerson,
  request,
}) => {
  const WORDS = 24;
  const created = await request.post(`${server.url}/sessions`, { data: { language: "javascript", code: "\n\n" } });
  const session = await created.json();
  const people = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => newPerson(name, { server })));
  for (const person of people) await person.join(session);
  await Promise.all(people.map((person, index) => person.goToLine(index + 1)));

  const expected = ["", "", ""];
  for (const round of [0, 1]) {
    const typing = people.map(async (person, index) => {
      const words = wordsOf(person.name.charAt(0).toLowerCase(), round * WORDS, WORDS);
      expected[index] += words;
      await person.type(words);
    });
    const half = wordsOf("a", round * WORDS, WORDS / 2);
    const [ada] = people;
    await expect.poll(() => ada?.text()).toContain(half);
    await server.kill();
    for (const { page } of people) await expect(page.locator("[data-tone]")).not.toHaveAttribute("data-tone", "good");
    await server.start();
    await Promise.all(typing);
  }

  const [first, ...others] = people;
  if (first === undefined) throw new Error("Nobody came.");
  expect(await expectSameText(first, ...others)).toBe(expected.join("\n"));
  // The server has it too, from its disk: it starts once more, and somebody comes who has never been here.
  await server.kill();
  await Promise.all(people.map(({ context }) => context.close()));
  await server.start();
  const dan = await newPerson("Dan", { server });
  await dan.join(session);
  await dan.expectText(expected.join("\n"));
});

/** Whether this browser could open the page without a server. */
async function expectPageKept(person: Person): Promise<void> {
  await expect
    .poll(() => person.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state))
    .toBe("activated");
}

test("ten minutes of edits on both sides without a server, a reload in between, and all of it is merged", async ({
  newPerson,
  request,
}) => {
  test.setTimeout(MANY_EDITS_MS);
  /** Ten minutes at five keys a second are 3,000 keys; a line is five to seven, and every fifth is deleted again. */
  const LINES = 260;
  const START = "the first line\nthe last line\n";
  const created = await request.post(`${server.url}/sessions`, { data: { language: "javascript", code: START } });
  const session = await created.json();
  const [ada, ben] = [await newPerson("Ada", { server }), await newPerson("Ben", { server })];
  await ada.join(session);
  await ben.join(session);
  await expectPageKept(ada);
  await server.stop();

  const early = typeLines(START, "ada", LINES, 1);
  const late = typeLines(early.text, "Ada", LINES, 2);
  const bens = typeLines(START, "ben", 2 * LINES, 3);
  expect(bens.keys).toBeGreaterThan(3_000);
  expect(early.keys + late.keys).toBeGreaterThan(3_000);

  await Promise.all([ada.typeFast(early.edits), ben.typeFast(bens.edits)]);
  await ada.expectText(early.text);
  await ben.expectText(bens.text);
  await ada.page.reload();
  await expect(ada.editor).toBeVisible();
  await ada.expectText(early.text);
  await ada.typeFast(late.edits);
  await ada.expectText(late.text);

  await server.start();
  const merged = await expectSameText(ada, ben);
  const lines = merged.split("\n").slice(0, -1);
  const ofBoth = ["the first line", "the last line", ...late.kept, ...early.kept, ...bens.kept];
  expect([...lines].sort()).toEqual([...ofBoth].sort());
  expect(lines.filter((line) => !line.startsWith("ben")).join("\n")).toBe(late.text.trimEnd());
  expect(lines.filter((line) => !/^ada/i.test(line)).join("\n")).toBe(bens.text.trimEnd());
});

test("one who was cut off goes on alone, says so, and comes back by itself", async ({ newPerson, request }) => {
  const created = await request.post(`${server.url}/sessions`, { data: { language: "javascript", code: "" } });
  const session = await created.json();
  const ada = await newPerson("Ada", { server });
  await ada.join(session);
  await ada.type("before ");
  await ada.expectSaved();

  await server.stop();
  const status = ada.page.locator("[data-tone]");
  await expect(status).toContainText("Reconnecting");
  await ada.type("alone");
  await expect(status).toContainText("kept in this browser");
  await ada.page.keyboard.press("Control+s");
  await expect(ada.messages).toContainText("Kept in this browser");
  await ada.goOffline();
  await expect(status).toContainText("Offline");

  await server.start();
  await ada.goOnline();
  await ada.expectSaved();
  await expect(status).toContainText("Saved");
  await ada.page.keyboard.press("Control+s");
  await expect(ada.messages).toContainText("Saved: every keystroke is on the server's disk");
  await ada.expectText("before alone");
});

test("who was not there yet waits before a server that is away, and the room opens by itself", async ({
  newPerson,
  request,
}) => {
  const created = await request.post(`${server.url}/sessions`, { data: { language: "javascript", code: "patience" } });
  const session = await created.json();
  const ada = await newPerson("Ada", { server });
  await ada.page.goto(server.url);
  await expectPageKept(ada);
  await server.stop();

  await ada.page.goto(`${server.url}/session/${session.id}`);
  await expect(ada.page.getByRole("heading", { name: "The server is away" })).toBeVisible();
  await server.start();
  await ada.expectSaved();
  await ada.expectText("patience");
});
