/** The room is usable without a pointer, without sight, and without motion. */
import { expectNumbersBesideLines } from "./harness/editorView";
import { expect, type Person, type SessionLink, test } from "./harness/fixtures";

/** Press Tab until the control has the focus; fails when a whole round does not come by it. */
async function tabTo(person: Person, name: string): Promise<void> {
  const ROUND = 25;
  const wanted = person.page.getByRole("button", { name, exact: true });
  for (let presses = 0; presses < ROUND; presses += 1) {
    await person.page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab did not come by "${name}".`);
}

test("the whole way goes by keyboard: start, type, leave the editor, run, answer, join, end", async ({
  newPerson,
  browser,
  server,
}) => {
  const ada = await newPerson("Ada");
  const { page } = ada;
  await page.goto(server.url);
  const language = page.getByRole("combobox", { name: "Language" });
  await expect(language).toHaveText("Python");
  await language.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(language).toHaveText("JavaScript");
  await expect(language).toBeFocused();
  await tabTo(ada, "Start a session");
  await page.keyboard.press("Enter");
  await ada.expectSaved();

  await tabTo(ada, "Run");
  await page.keyboard.press("Tab");
  await expect(ada.editor).toBeFocused();
  await page.keyboard.type("console.log('by', prompt('who? '))");
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  await expect(ada.editor).toBeFocused();
  await ada.expectText("  console.log('by', prompt('who? '))");

  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(ada.inputLine).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(ada.inputLine).toBeFocused();
  await page.keyboard.type("keyboard");
  await page.keyboard.press("Enter");
  await ada.expectOutcome("succeeded");
  await expect(ada.output).toContainText("by keyboard");

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(page.url());
  await expect(guest.getByRole("textbox", { name: "Your name" })).toBeFocused();
  await guest.keyboard.type("Guest");
  await guest.keyboard.press("Enter");
  await expect(guest.locator("[data-tone=good]")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Guest joined" })).toBeAttached();

  await tabTo(ada, "More actions");
  await page.keyboard.press("Enter");
  await page.keyboard.type("End");
  await expect(page.getByRole("menuitem", { name: "End session…" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Keep it open" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "More actions" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("End");
  await expect(page.getByRole("menuitem", { name: "End session…" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Keep it open" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(guest.getByRole("heading", { name: /^This session ended on / })).toBeVisible();
  await guest.context().close();
});

test("a phone is enough to read, to type and to run", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "console.log('read');\n" });
  const ada = await newPerson("Ada", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await ada.join(session);
  const { page } = ada;
  await expect(page.locator(".cm-line").first()).toHaveText("console.log('read');");
  await page.locator(".cm-line").last().tap();
  await expect(ada.editor).toBeFocused();
  await page.keyboard.type("console.log('typed')");
  await page.getByRole("button", { name: "Run", exact: true }).tap();
  await ada.expectOutcome("succeeded");
  await expect(page.getByRole("tab", { name: "Output" })).toHaveAttribute("aria-selected", "true");
  await expect(ada.output).toContainText("read\ntyped");
  await page.getByRole("button", { name: "Open the chat" }).tap();
  await page.keyboard.type("from a phone");
  await page.getByRole("button", { name: "Send" }).tap();
  await expect(page.getByRole("log")).toContainText("from a phone");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("Escape and then Tab leave the editor forward", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada");
  await ada.join(await newSession());
  await ada.editor.focus();
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("Tab");
  await expect(ada.editor).not.toBeFocused();
  await ada.expectText("");
});

/** Watch, frame by frame, the widths that the newcomer's face has on Ada's page until it has come to rest. */
async function watchArrival(ada: Person, ben: Person, session: SessionLink): Promise<readonly number[]> {
  const watching = ada.page.evaluate(async () => {
    const SETTLED_FRAMES = 30;
    const widths: number[] = [];
    for (let still = 0; still < SETTLED_FRAMES; ) {
      await new Promise(requestAnimationFrame);
      const face = document.querySelector('[title^="Ben,"]');
      if (face === null) continue;
      const width = Math.round(face.getBoundingClientRect().width);
      still = width === widths.at(-1) ? still + 1 : 0;
      if (still === 0) widths.push(width);
    }
    return widths;
  });
  await ben.join(session);
  return watching;
}

for (const { reducedMotion, promise } of [
  { reducedMotion: "no-preference", promise: "a newcomer's face grows into the bar" },
  { reducedMotion: "reduce", promise: "a newcomer's face is simply there for who asked for less motion" },
] as const) {
  test(promise, async ({ newPerson, newSession }) => {
    const session = await newSession({ code: "x = 1\n".repeat(9) });
    const ada = await newPerson("Ada", { reducedMotion });
    const ben = await newPerson("Ben");
    await ada.join(session);
    const widths = await watchArrival(ada, ben, session);
    await expectNumbersBesideLines(ada.page);
    if (reducedMotion === "reduce") expect(widths).toHaveLength(1);
    else expect(widths.length).toBeGreaterThan(1);
  });
}
