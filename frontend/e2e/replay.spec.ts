/** A session is played back: every keystroke, its author, and the runs as they were. */
import { expect, type Page } from "@playwright/test";
import { readText } from "./harness/editorView";
import { type Person, test } from "./harness/fixtures";

/** The replay as somebody with the link sees it. */
class ReplayScreen {
  constructor(readonly page: Page) {}

  readonly timeline = () => this.page.getByRole("slider", { name: "Place in the recording" });
  readonly author = () => this.page.locator("[data-typed-by]");
  readonly moments = () => this.page.getByRole("region", { name: "What happened" });
  readonly output = () => this.page.getByRole("region", { name: "Output", exact: true });

  async open(person: Person, session: { readonly id: string }): Promise<void> {
    await this.page.goto(`${person.server.url}/session/${session.id}/replay`);
    await expect(this.timeline()).toBeVisible();
  }

  async expectText(text: string): Promise<void> {
    const content = this.page.locator("[data-replay-editor] .cm-content");
    await expect.poll(() => readText(content), { message: "the replay's text" }).toBe(text);
  }

  /** Presses a key on the timeline. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.timeline().press(key);
  }
}

test("what two people typed and ran is played back, before and after the session's end", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "javascript" });
  const ada = await newPerson("Ada");
  const lin = await newPerson("Lin");
  await ada.joinAsHost(session);
  await lin.join(session);
  await ada.type("console.log");
  await lin.expectText("console.log");
  await lin.placeCaret("console.log".length);
  await lin.paste("(6 * 7)");
  await ada.expectText("console.log(6 * 7)");
  await ada.page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(lin.page.locator("[data-outcome='succeeded']")).toBeVisible();
  await ada.expectSaved();

  await test.step("the room leads to it, in a tab of its own", async () => {
    await lin.page.getByRole("button", { name: "More actions" }).click();
    const [tab] = await Promise.all([
      lin.context.waitForEvent("page"),
      lin.page.getByRole("menuitem", { name: "Replay" }).click(),
    ]);
    const replay = new ReplayScreen(tab);
    await replay.expectText("c");
    await expect(replay.author()).toContainText("Ada");

    await replay.press("End");
    await replay.expectText("console.log(6 * 7)");
    await expect(replay.author()).toContainText("Lin");
    await expect(replay.output()).toContainText("42");

    await replay.press("Home");
    await replay.expectText("");
    await expect(replay.output()).toContainText("Nothing has run yet.");

    // The first two entries are the joins.
    await replay.press("Home", ".", ".", ".");
    await replay.expectText("co");
    await replay.press(",");
    await replay.expectText("c");
    await tab.close();
  });

  await ada.page.getByRole("button", { name: "More actions" }).click();
  await ada.page.getByRole("menuitem", { name: /End session/ }).click();
  await ada.page.getByRole("button", { name: "End session", exact: true }).click();
  await ada.page.getByRole("link", { name: "Replay" }).click();

  const replay = new ReplayScreen(ada.page);
  await replay.press("End");
  await replay.expectText("console.log(6 * 7)");
  await expect(replay.moments().getByRole("button", { name: /Ada ended the session/ })).toHaveAttribute(
    "aria-current",
    "step",
  );

  await test.step("a line of what happened goes to its moment", async () => {
    await replay
      .moments()
      .getByRole("button", { name: /Ada ran JavaScript/ })
      .click();
    await expect(replay.output()).toContainText("running");
    await expect(replay.output()).toContainText("No output so far.");
    await replay.expectText("console.log(6 * 7)");
  });
});

test("playing moves through every keystroke to the end and stops there", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript" });
  const ada = await newPerson("Ada");
  await ada.join(session);
  await ada.type("x = 1234567890");
  await ada.expectSaved();

  const replay = new ReplayScreen(ada.page);
  await replay.open(ada, session);
  await replay.press("Home");
  await ada.page.getByRole("radio", { name: "8 times as fast" }).click();
  await ada.page.getByRole("button", { name: "Play", exact: true }).click();
  await replay.expectText("x = 1234567890");
  await expect(ada.page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  const value = await replay.timeline().getAttribute("aria-valuemax");
  await expect(replay.timeline()).toHaveAttribute("aria-valuenow", String(value));
});

test("a session in which nobody typed says so", async ({ newPerson, newSession }) => {
  const session = await newSession();
  const ada = await newPerson("Ada");
  await ada.page.goto(`${ada.server.url}/session/${session.id}/replay`);
  await expect(ada.page.getByRole("heading", { name: "Nothing was typed yet" })).toBeVisible();
});

test("a session that does not exist has no replay", async ({ newPerson }) => {
  const ada = await newPerson("Ada");
  await ada.page.goto(`${ada.server.url}/session/00000000-0000-4000-8000-000000000000/replay`);
  await expect(ada.page.getByRole("heading", { name: "There is no such session" })).toBeVisible();
});
