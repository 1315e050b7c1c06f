/** The chat: said once, seen by everybody, kept with the session. */
import { expect, type Person, test } from "./harness/fixtures";

const log = (of: Person) => of.page.getByRole("log", { name: "What was said" });

test("what is said is counted, read, kept, inserted by whoever may edit, and played back", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "javascript", code: "function f() {\n    return 1\n}\n" });
  const [hal, ada] = [await newPerson("Hal"), await newPerson("Ada")];
  await hal.joinAsHost(session);
  await ada.join(session);

  await hal.editor.focus();
  await hal.page.keyboard.press("Shift+Alt+c");
  await expect(hal.page.getByRole("textbox", { name: "Your line" })).toBeFocused();
  await hal.page.keyboard.type("Return two");
  await hal.page.keyboard.press("Shift+Enter");
  await hal.page.keyboard.type("and say why");
  await hal.page.keyboard.press("Enter");
  await expect(log(hal)).toContainText("Return two\nand say why", { useInnerText: true });
  await hal.page.keyboard.press("Escape");
  await expect(hal.page.getByRole("button", { name: "Open the chat" })).toBeFocused();

  await ada.page.getByRole("button", { name: "Open the chat, 1 unread line" }).click();
  await expect(ada.page.getByRole("textbox", { name: "Your line" })).toBeFocused();
  await ada.page.keyboard.type("<b>Because</b>");
  await ada.page.keyboard.press("Enter");
  await expect(log(ada)).toContainText("<b>Because</b>");
  await expect(hal.page.locator("[data-unread]")).toHaveText("1");
  await ada.goToLine(2);
  await ada.page.getByRole("button", { name: "Insert as comment: Hal's line" }).click();
  await hal.expectText("function f() {\n    // Return two\n    // and say why\n    return 1\n}\n");
  await expect(ada.page.getByRole("button", { name: /comment: Ada's/ })).toHaveCount(0);

  await ada.page.reload();
  await ada.expectSaved();
  await expect(ada.page.locator("[data-unread]")).toHaveCount(0);
  await ada.page.keyboard.press("Shift+Alt+c");
  await expect(log(ada)).toContainText("Return two");

  await hal.choose("End session…");
  await hal.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expect(ada.page.getByRole("heading", { name: /^This session ended on / })).toBeVisible();
  await ada.page.getByRole("button", { name: "Open the chat" }).click();
  await expect(log(ada)).toBeFocused();
  await expect(log(ada)).toContainText("<b>Because</b>");
  await expect(ada.page.getByRole("textbox", { name: "Your line" })).toHaveCount(0);
  await ada.page.keyboard.press("Escape");
  await expect(ada.page.getByRole("button", { name: "Open the chat" })).toBeFocused();

  await ada.page.goto(`${ada.page.url()}/replay`);
  await expect(ada.page.getByRole("button", { name: /Hal: Return two/ })).toBeVisible();
});
