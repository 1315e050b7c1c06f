/** The room is usable without a pointer, without sight, in the dark, and without motion. */
import { expectNoBarriers } from "./harness/accessibility";
import { expect, type Person, type SessionLink, test } from "./harness/fixtures";

const THEMES = {
  light: { colorScheme: "light", theme: "system" },
  dark: { colorScheme: "dark", theme: "system" },
  "high contrast": { colorScheme: "light", theme: "contrast" },
  "dark high contrast": { colorScheme: "dark", theme: "contrast" },
} as const;

for (const [name, { colorScheme, theme }] of Object.entries(THEMES)) {
  test(`no face of the page puts a barrier before assistive tools, in ${name}`, async ({
    newPerson,
    newSession,
    browser,
    server,
  }) => {
    const session = await newSession({ language: "javascript", code: "console.log('out'); console.error('err');" });
    const ada = await newPerson("Ada", { colorScheme });
    await ada.remember("settings", { theme });
    const { page } = ada;
    await page.goto(server.url);
    await expect(page.getByRole("button", { name: "Start a session" })).toBeVisible();
    await expectNoBarriers(page, "home");

    await page.goto(`${server.url}/session/no-such-session`);
    await expect(page.getByRole("heading", { name: "There is no such session" })).toBeVisible();
    await expectNoBarriers(page, "not found");

    const stranger = await browser.newContext({ colorScheme });
    const joining = await stranger.newPage();
    await joining.goto(`${server.url}/session/${session.id}`);
    await expect(joining.getByRole("button", { name: "Join" })).toBeVisible();
    await expectNoBarriers(joining, "join");
    await stranger.close();

    await ada.joinAsHost(session);
    await expectNoBarriers(page, "room");
    await ada.run();
    await ada.expectOutcome("succeeded");
    await expect(ada.output).toContainText("err");
    await expectNoBarriers(page, "room with output");

    const ben = await newPerson("Ben");
    await ben.join(session);
    await page.getByRole("button", { name: /Follow Ben/ }).click();
    await page.getByRole("button", { name: "2 people here" }).click();
    await expectNoBarriers(page, "following, and the list of people");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Shift+Alt+c");
    await page.keyboard.type("Said.");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("log")).toContainText("Said.");
    await expectNoBarriers(page, "chat");
    for (const [item, dialog] of [
      ["Settings…", "Settings"],
      ["Keys…", "Keys"],
      ["All commands…", "All commands"],
    ] as const) {
      await ada.choose(item);
      await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
      await expectNoBarriers(page, dialog);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog", { name: dialog })).toHaveCount(0);
    }

    await ada.choose("End session…");
    const dialog = page.getByRole("alertdialog", { name: "End this session?" });
    await expect(dialog).toBeVisible();
    await expectNoBarriers(page, "dialog");
    await dialog.getByRole("button", { name: "End session" }).click();
    await expect(page.getByRole("heading", { name: /^This session ended on / })).toBeVisible();
    await expectNoBarriers(page, "ended");

    await page.goto(`${server.url}/session/${session.id}/replay`);
    await expect(page.getByRole("slider")).toBeVisible();
    await expectNoBarriers(page, "replay");
  });
}

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
  await page.keyboard.press("Enter");
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
    const session = await newSession();
    const ada = await newPerson("Ada", { reducedMotion });
    const ben = await newPerson("Ben");
    await ada.join(session);
    const widths = await watchArrival(ada, ben, session);
    if (reducedMotion === "reduce") expect(widths).toHaveLength(1);
    else expect(widths.length).toBeGreaterThan(1);
  });
}
