/** Formatting on demand: one edit of the person who asks, in a worker that is loaded when it is first used. */
import { expect, test } from "./harness/fixtures";

const FORMAT = "Shift+Alt+y";

test("formats Python by key as one edit that is taken back at once, and moves nobody's caret needlessly", async ({
  newPerson,
  newSession,
}) => {
  const before = "def total( values ):\n  result=0\n  return   result\n";
  const after = "def total(values):\n    result = 0\n    return result\n";
  const session = await newSession({ language: "python", code: before });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  const asked: string[] = [];
  ada.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await ada.join(session);
  await ben.join(session);
  await ben.placeCaret(before.lastIndexOf("result") + 3);
  expect(asked.filter((path) => path.includes("ruff"))).toEqual([]);

  await ada.editor.focus();
  await ada.page.keyboard.press(FORMAT);
  await ada.expectText(after);
  await expect(ada.messages).toContainText("The code is formatted");
  await ben.expectText(after);
  expect((await ben.caret()).head).toBe(after.lastIndexOf("result") + 3);
  await ada.page.keyboard.press("Control+z");
  await ada.expectText(before);
  await ben.expectText(before);

  await test.step("what does not parse stays as it is, with the line that is wrong", async () => {
    await ben.placeCaret(0);
    await ben.paste("x = 1\nif x\n");
    await ada.expectText(`x = 1\nif x\n${before}`);
    await ada.page.keyboard.press(FORMAT);
    await expect(ada.messages).toContainText("syntax error in line 2");
    await ada.expectText(`x = 1\nif x\n${before}`);
  });
});

test("formats TypeScript by its command, and says where there is no formatter", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada", { help: true });
  await ada.join(await newSession({ language: "typescript", code: "const  xs:number[]=[1,2]\n" }));
  const { page } = ada;
  const byCommand = async () => {
    await ada.editor.focus();
    await page.keyboard.press("Shift+Alt+p");
    await page.keyboard.type("Format the");
    await page.keyboard.press("Enter");
  };
  await byCommand();
  await ada.expectText("const xs: number[] = [1, 2];\n");
  await byCommand();
  await expect(ada.messages).toContainText("The code is formatted already");

  await ada.switchTo("Lua");
  await ada.type("local total = 1\nprint(tot");
  await expect(page.getByRole("listbox").getByRole("option", { name: "total" })).toBeVisible();
  await byCommand();
  await expect(ada.messages).toContainText("There is no formatter for Lua.");
});

test("who may not edit formats nothing", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "x=1\n" });
  const [host, ada] = [await newPerson("Hedy"), await newPerson("Ada")];
  await host.joinAsHost(session);
  await ada.join(session);
  await host.page.getByRole("button", { name: "More actions" }).click();
  await host.page.getByRole("menuitemcheckbox", { name: "Editing" }).click();
  await expect(ada.editor).toHaveAttribute("aria-readonly", "true");
  await ada.editor.focus();
  await ada.page.keyboard.press(FORMAT);
  await expect(ada.messages).toContainText("you cannot change this code");
  await ada.expectText("x=1\n");
});

test("formats Go as gofmt does, and names the line that does not parse", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada");
  const before = 'package main\nimport "fmt"\nfunc main() {\n  if(true) { fmt.Println( "ü" ) }\n}\n';
  const after = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tif true {\n\t\tfmt.Println("ü")\n\t}\n}\n';
  await ada.join(await newSession({ language: "go", code: before }));
  await ada.editor.focus();
  await ada.page.keyboard.press(FORMAT);
  await ada.expectText(after);
  await ada.page.keyboard.press(FORMAT);
  await expect(ada.messages).toContainText("The code is formatted already");
  await ada.page.keyboard.press("Control+z");
  await ada.expectText(before);
  await ada.placeCaret(before.indexOf("{"));
  await ada.paste("(");
  await ada.page.keyboard.press(FORMAT);
  await expect(ada.messages).toContainText("syntax error in line 3");
});
