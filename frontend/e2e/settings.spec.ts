/** What a person chooses for themselves holds at once, is remembered, and is nobody else's. */
import { expectNumbersBesideLines } from "./harness/editorView";
import { expect, test } from "./harness/fixtures";

test("settings hold at once, after a reload, and for oneself only", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "x = 1\n".repeat(9) });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  const { page } = ada;
  const size = () => page.locator(".cm-scroller").evaluate((code) => getComputedStyle(code).fontSize);

  await ada.choose("Settings…");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  const pick = async (name: string, option: string) => {
    await dialog.getByRole("combobox", { name }).click();
    await page.getByRole("option", { name: option }).click();
  };
  await pick("Theme", "Dark");
  await pick("Size of code", "20 px");
  await expectNumbersBesideLines(page);
  await pick("Keys of the editor", "Vim");
  await dialog.getByRole("switch", { name: "Wrap long lines" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await size()).toBe("20px");
  await expect(page.locator(".cm-vim-panel")).toHaveText("--NORMAL--");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "More actions" })).toBeFocused();

  await page.reload();
  await ada.expectSaved();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await size()).toBe("20px");
  await expect(page.locator(".cm-vim-panel")).toHaveText("--NORMAL--");
  await expect(page.locator(".cm-lineWrapping")).toBeVisible();
  await expect(ben.page.locator("html")).toHaveAttribute("data-theme", "light");
  await expect(ben.page.locator(".cm-vimMode")).toHaveCount(0);
});

test("the language is the browser's, and a chosen one is spoken without a reload", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ code: "x" });
  const ada = await newPerson("Ada", { locale: "de-AT" });
  const { page } = ada;
  await ada.join(session);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("button", { name: "Ausführen", exact: true })).toBeVisible();
  await ada.type("y");
  await page.keyboard.press("Shift+Alt+f");
  await expect(page.getByRole("textbox", { name: "Suchen" })).toBeFocused();

  await page.keyboard.press("Shift+Alt+p");
  await page.keyboard.type("Einstell");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Sprache der Seite" }).click();
  await page.getByRole("option", { name: "English" }).click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
  await expect(page.getByRole("textbox", { name: /^Code, JavaScript\. Press Escape/ })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("every command is found by its name, and the caret returns", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada");
  await ada.join(await newSession({ language: "javascript", code: "console.log('by name');" }));
  const { page } = ada;
  await ada.editor.focus();
  await page.keyboard.press("Shift+Alt+p");
  const search = page.getByRole("combobox", { name: "Search for a command" });
  await expect(search).toBeFocused();
  await page.keyboard.type("run the");
  await page.keyboard.press("Enter");
  await ada.expectOutcome("succeeded");
  await expect(ada.output).toContainText("by name");
  await expect(ada.editor).toBeFocused();

  await page.keyboard.type("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await ada.expectText("?console.log('by name');");
  await page.getByRole("button", { name: "Run", exact: true }).focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await expect(sheet).toContainText("Ctrl+Enter");
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeFocused();
  await page.keyboard.press("Control+s");
  await expect(ada.messages).toContainText("Saved");
});
