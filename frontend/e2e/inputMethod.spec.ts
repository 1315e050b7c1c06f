/** An input method composes beside somebody else's caret: neither loses a letter. */
import type { CDPSession } from "@playwright/test";
import { expect, expectSameText, type Person, test } from "./harness/fixtures";

interface Hand {
  compose(text: string): Promise<unknown>;
  commit(text: string): Promise<unknown>;
}

/** What an input method does to a page: the composition of the moment, and what comes of it. */
async function inputMethodOf(person: Person): Promise<Hand> {
  const session: CDPSession = await person.context.newCDPSession(person.page);
  return {
    compose: (text) =>
      session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length }),
    commit: (text) => session.send("Input.insertText", { text }),
  };
}

test("a composition holds beside another's caret, while others type in its line and elsewhere", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ code: "A||B\nnext\n" });
  const [yui, ben, cyd] = [await newPerson("Yui"), await newPerson("Ben"), await newPerson("Cyd")];
  for (const person of [yui, ben, cyd]) await person.join(session);
  await yui.placeCaret("A|".length);
  await ben.placeCaret("A|".length);
  await cyd.placeCaret(0);
  await expect(yui.page.locator(".cm-remoteCaret")).toHaveCount(2);

  const { compose, commit } = await inputMethodOf(yui);
  await compose("n");
  await compose("に");
  await cyd.page.keyboard.type("first ");
  await expect.poll(() => yui.text()).toContain("first ");
  await compose("にほ");
  await ben.goToLine(2);
  await ben.page.keyboard.type("123");
  await expect.poll(() => yui.text()).toContain("123");
  await compose("にほんご");
  await commit("日本語");

  expect(await expectSameText(yui, ben, cyd)).toBe("first A|日本語|B\nnext123\n");
  await expect(yui.editor).toBeFocused();
  expect(await yui.caret()).toMatchObject({ head: "first A|日本語".length });
});

test("where another types into the very place of a composition, nobody loses a letter", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ code: "A||B\n" });
  const [yui, ben] = [await newPerson("Yui"), await newPerson("Ben")];
  for (const person of [yui, ben]) await person.join(session);
  await yui.placeCaret("A|".length);
  await ben.placeCaret("A|".length);
  const { compose, commit } = await inputMethodOf(yui);
  await compose("に");
  await ben.page.keyboard.type("123");
  await expect.poll(() => yui.text()).toContain("123");
  await compose("にほん");
  await commit("日本");

  // The browser may end the composition there, and keep what was composed so far.
  expect(await expectSameText(yui, ben)).toMatch(/^A\|(123に?日本|に?日本123)\|B\n$/);
  await expect(yui.editor).toBeFocused();
});

test("what is typed or composed over highlighted code takes its place, and the browser tries no inline style for it", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: 'def add(a, b):\n    return "text"\n' });
  const yui = await newPerson("Yui");
  await yui.join(session);
  await expect(yui.editor.locator(".cm-line span").first()).toHaveText("def");
  await yui.placeCaret(23, 2);
  await yui.page.keyboard.type("x");
  await yui.expectText('dexrn "text"\n');
  await yui.placeCaret(2, 8);
  await yui.page.keyboard.insertText("f f():\n  pass # ");
  await yui.expectText('def f():\n  pass # ext"\n');
  await yui.placeCaret(4, 5);
  await yui.page.keyboard.type("(");
  await yui.expectText('def (f)():\n  pass # ext"\n');
  const { compose, commit } = await inputMethodOf(yui);
  await yui.placeCaret(3, 14);
  await compose("に");
  await compose("にほ");
  await commit("日本");
  await yui.expectText('def日本ass # ext"\n');
  await yui.expectSaved();
});
