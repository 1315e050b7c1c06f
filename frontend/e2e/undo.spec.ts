/** Three people type at once: undo and redo move one's own edits only, in every keymap. */
import type { KeymapName } from "../src/services/settings/settings";
import { expect, expectSameText, type Person, test } from "./harness/fixtures";

/** More often than there are steps to take back: on a busy machine one word may be several. */
const repeated = (key: string) => Array.from({ length: 6 }, () => key);

/** How each keymap takes back and makes again; every one of them types from where the caret stands. */
const KEYMAPS = {
  default: { startTyping: [], stopTyping: [], undo: repeated("Control+z"), redo: repeated("Control+y") },
  vim: { startTyping: ["a"], stopTyping: ["Escape"], undo: ["u"], redo: ["Control+r"] },
  emacs: { startTyping: [], stopTyping: [], undo: repeated("Control+/"), redo: repeated("Control+Shift+/") },
} as const;

async function press(person: Person, keys: readonly string[]): Promise<void> {
  for (const key of keys) await person.page.keyboard.press(key);
}

for (const [keymap, keys] of Object.entries(KEYMAPS) as [KeymapName, (typeof KEYMAPS)[KeymapName]][]) {
  test(`with the keys of ${keymap}`, async ({ newPerson, newSession }) => {
    const session = await newSession({ code: "A:\nB:\nC:\n" });
    const [ada, ben, cyd] = [
      await newPerson("Ada", { settings: { keymap, closeBrackets: false } }),
      await newPerson("Ben"),
      await newPerson("Cyd"),
    ];
    for (const person of [ada, ben, cyd]) await person.join(session);
    if (keymap === "vim") await expect(ada.page.locator(".cm-vim-panel")).toHaveText("--NORMAL--");
    if (keymap === "emacs") await expect(ada.page.locator(".cm-emacsMode")).toBeVisible();

    const typeOfOthers = async (digits: string) => {
      await Promise.all([ben.page.keyboard.type(digits), cyd.page.keyboard.type(digits)]);
    };
    await ada.goToLine(1);
    await ben.goToLine(2);
    await cyd.goToLine(3);
    await press(ada, keys.startTyping);
    await Promise.all([ada.page.keyboard.type("mine"), typeOfOthers("123")]);
    await press(ada, keys.stopTyping);
    await expectSameText(ada, ben, cyd);
    await ada.expectText("A:mine\nB:123\nC:123\n");

    await Promise.all([press(ada, keys.undo), typeOfOthers("456")]);
    await expectSameText(ada, ben, cyd);
    await ada.expectText("A:\nB:123456\nC:123456\n");
    await press(ada, keys.undo);
    await Promise.all([press(ada, keys.redo), typeOfOthers("789")]);
    await expectSameText(ada, ben, cyd);
    await ada.expectText("A:mine\nB:123456789\nC:123456789\n");

    await ben.page.keyboard.press("Control+z");
    await expectSameText(ada, ben, cyd);
    expect(await ada.text()).toMatch(/^A:mine\nB:\d*\nC:123456789\n$/);
  });
}
