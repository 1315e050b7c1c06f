/** Several files in a session: made, seen, run, renamed and removed by two people. */
import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { expect, type Person, test } from "./harness/fixtures";

const tab = (of: Person, name: string) =>
  of.page.getByRole("tab", { name: new RegExp(`^${name.replace(".", "\\.")}`) });

async function create(person: Person, name: string): Promise<void> {
  await person.page.getByRole("button", { name: "New file" }).click();
  await person.page.getByRole("textbox", { name: "Name" }).fill(name);
  await person.page.keyboard.press("Enter");
  await expect(tab(person, name)).toHaveAttribute("aria-selected", "true");
}

test("a file is everybody's: written together, imported by the run, its error leads everybody there", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({
    language: "javascript",
    code: 'import { share } from "./helper.js";\nshare(2);\n',
  });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await expect(ben.page.getByRole("tab")).toHaveCount(0);
  await create(ada, "helper.js");
  await ada.type("export function share(n) {{}console.log(n);{Enter}".replaceAll(/\{\}|\{Enter\}/g, "\n"));
  await ada.expectSaved();
  await tab(ben, "helper.js").click();
  await expect.poll(() => ben.text()).toContain("console.log(n)");
  // Both are in the new file; Ada goes back, and sees by the tab that Ben is still there.
  await ben.placeCaret(0);
  await tab(ada, "main.js").click();
  await expect(tab(ada, "helper.js")).toHaveAccessibleName("helper.js, Ben is here");
  await expect(tab(ben, "main.js")).toHaveAccessibleName("main.js");
  await ada.placeCaret(3);
  await expect(tab(ben, "main.js")).toHaveAccessibleName("main.js, Ada is here");
  await ada.run();
  await ada.expectOutcome("succeeded");
  await expect(ada.output).toContainText("2");

  await ben.placeCaret((await ben.text()).indexOf("console.log"));
  await ben.page.keyboard.type("n.of.all; ");
  await ben.expectSaved();
  await ada.run();
  await ada.expectOutcome("failed");
  await ada.page
    .getByRole("button", { name: /^helper\.js:2/ })
    .first()
    .click();
  await expect(tab(ada, "helper.js")).toHaveAttribute("aria-selected", "true");
  await expect.poll(async () => (await ada.caret()).head).toBe((await ada.text()).indexOf("n.of"));
  await expect(ada.editor.locator(".cm-error-line")).toContainText("n.of.all");

  // The same from a file that is already open, for somebody else.
  await ben.page.keyboard.press("Control+Home");
  await tab(ben, "main.js").click();
  await ben.page
    .getByRole("button", { name: /^helper\.js:2/ })
    .first()
    .click();
  await expect.poll(async () => (await ben.caret()).head).toBe((await ben.text()).indexOf("n.of"));
});

test("each file keeps its own history, caret and scrolling, and all survive a reload", async ({
  newPerson,
  newSession,
}) => {
  const lines = Array.from({ length: 150 }, (_, at) => `# ${at}\n`).join("");
  const session = await newSession({ language: "python", code: lines });
  const ada = await newPerson("Ada");
  await ada.join(session);
  await ada.goToLine(120);
  // In one go: what is typed slowly is taken back in several.
  await ada.page.keyboard.insertText(" one");
  const { head } = await ada.caret();
  const scroller = ada.page.locator(".cm-scroller").filter({ visible: true });
  const scrolled = await scroller.evaluate((element) => element.scrollTop);
  expect(scrolled).toBeGreaterThan(0);
  await create(ada, "data.txt");
  await ada.editor.focus();
  await ada.page.keyboard.insertText("two");
  await tab(ada, "main.py").click();
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(scrolled);
  expect((await ada.caret()).head).toBe(head);
  await ada.editor.focus();
  await ada.page.keyboard.press("Control+z");
  await ada.expectText(lines);
  await tab(ada, "data.txt").click();
  await ada.expectText("two");
  await ada.editor.focus();
  await ada.page.keyboard.press("Control+z");
  await ada.expectText("");
  await ada.page.keyboard.press("Control+y");
  await ada.expectSaved();

  await ada.page.reload();
  await tab(ada, "data.txt").click();
  await ada.expectText("two");
});

test("a file is renamed and removed for everybody, by keyboard too; its name is free again", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await create(ada, "helper.py");
  await ada.type("old");
  await tab(ada, "helper.py").focus();
  await ada.page.keyboard.press("F2");
  const name = ada.page.getByRole("textbox", { name: "Name" });
  await name.fill("Main.py");
  await ada.page.keyboard.press("Enter");
  await expect(ada.page.getByText("That is the name of a language's own file.")).toBeVisible();
  await name.fill("tools.py");
  await ada.page.keyboard.press("Enter");
  await expect(tab(ben, "tools.py")).toBeVisible();
  await tab(ben, "tools.py").click();
  await ben.expectText("old");

  await expect(tab(ada, "tools.py")).toBeFocused();
  await ada.page.keyboard.press("ArrowLeft");
  await expect(tab(ada, "main.py")).toHaveAttribute("aria-selected", "true");
  await ada.page.keyboard.press("Delete");
  await expect(ada.page.getByRole("alertdialog")).toHaveCount(0);
  await ada.page.keyboard.press("ArrowRight");
  await ada.page.keyboard.press("Delete");
  // The message stays for a moment only, which may be over before anything else was looked at.
  const said = expect(ben.messages).toContainText("tools.py was removed");
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await said;
  await expect(ben.page.getByRole("tab")).toHaveCount(0);
  await ben.expectText("");
  await create(ben, "tools.py");
  await ben.expectText("");
  await ben.expectSaved();
});

test("who follows goes along to another file, and no further after a tab of their own", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: "pass\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await create(ada, "helper.py");
  await tab(ada, "main.py").click();
  await ada.placeCaret(2);
  await ben.page.getByRole("button", { name: /Follow Ada$/ }).click();
  await expect(ben.page.getByText("You follow Ada.")).toBeVisible();
  await tab(ada, "helper.py").click();
  await ada.type("x");
  await expect(tab(ben, "helper.py")).toHaveAttribute("aria-selected", "true");
  await tab(ben, "main.py").click();
  await ada.type("y");
  await ada.expectSaved();
  await expect(tab(ben, "main.py")).toHaveAttribute("aria-selected", "true");
  await expect(ben.page.getByText("You follow Ada.")).toHaveCount(0);
});

test("several files are downloaded as one archive, of a session that has ended too", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", title: "Round 2: Grüße / all", code: "import helper\n" });
  const ada = await newPerson("Ada");
  await ada.joinAsHost(session);
  await create(ada, "helper.py");
  await ada.paste("name = 'Ä 🎈'\n");
  await create(ada, "data.txt");
  await ada.expectSaved();
  const expectArchive = async (download: () => Promise<void>) => {
    const downloading = ada.page.waitForEvent("download");
    await download();
    const archive = await downloading;
    expect(archive.suggestedFilename()).toBe("Round-2-Grüße-all.zip");
    const files = unzipSync(await readFile(await archive.path()));
    const texts = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
    expect(Object.fromEntries(texts)).toEqual({
      "main.py": "import helper\n",
      "data.txt": "",
      "helper.py": "name = 'Ä 🎈'\n",
    });
  };
  await expectArchive(() => ada.choose("Download all 3 files"));
  await ada.choose("End session…");
  await ada.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await expectArchive(() => ada.page.getByRole("button", { name: "Download all 3 files" }).click());
});

test("[RD4] steps lead through the files that a program imports: their tabs come forward, but not before who writes", async ({
  newPerson,
  newSession,
}) => {
  const code = "import helper\n\nmade = helper.twice(2)\nprint(made)\n";
  const session = await newSession({ language: "python", code });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await create(ada, "helper.py");
  await ada.paste("def twice(n):\n    return 2 * n\n");
  await ada.expectSaved();
  await tab(ada, "main.py").click();
  await ada.page.getByRole("button", { name: "Run with steps" }).click();
  const [mine, theirs] = [ada, ben].map(({ page }) => page.getByRole("slider", { name: "Step" }));
  if (mine === undefined || theirs === undefined) throw new Error("Two people have two sliders.");
  await expect(theirs).toHaveAttribute("aria-valuetext", "Step 1 of 6, line 1", { timeout: 60_000 });
  const marked = ({ editor }: Person) => editor.locator(".cm-step-line");

  await ben.placeCaret(0);
  await mine.focus();
  for (let step = 0; step < 3; step += 1) await ada.page.keyboard.press("ArrowRight");
  await expect(mine).toHaveAttribute("aria-valuetext", "Step 4 of 6, line 2 of helper.py");
  await expect(tab(ada, "helper.py")).toHaveAttribute("aria-selected", "true");
  await expect(marked(ada)).toHaveText("    return 2 * n");
  await expect(ada.page.getByRole("region", { name: "Variables of twice" })).toContainText(
    "before line 2 of helper.py",
  );
  await expect(theirs).toHaveAttribute("aria-valuetext", "Step 4 of 6, line 2 of helper.py");
  await expect(tab(ben, "main.py")).toHaveAttribute("aria-selected", "true");
  await tab(ben, "helper.py").click();
  await expect(marked(ben)).toHaveText("    return 2 * n");

  await mine.press("ArrowRight");
  for (const person of [ada, ben]) {
    await expect(tab(person, "main.py")).toHaveAttribute("aria-selected", "true");
    await expect(marked(person)).toHaveText("print(made)");
    await expect(person.page.locator(".cm-step-line")).toHaveCount(1);
  }
});

test("on a phone the tab of the file that is shown is in sight, also when it was opened from behind the output", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python" });
  const ada = await newPerson("Ada", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await ada.join(session);
  for (const name of ["a_rather_long_name.py", "another_rather_long_name.py", "the_last_of_them.py"])
    await create(ada, name);
  await expect(tab(ada, "the_last_of_them.py")).toBeInViewport({ ratio: 1 });
  await tab(ada, "main.py").click();
  await expect(tab(ada, "main.py")).toBeInViewport({ ratio: 1 });
  await ada.page.getByRole("tab", { name: "Output" }).click();
  await ada.page.keyboard.press("Shift+Alt+p");
  await ada.page.keyboard.type("Go to the_last");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("tab", { name: "Code" }).click();
  await expect(tab(ada, "the_last_of_them.py")).toBeInViewport({ ratio: 1 });
});
