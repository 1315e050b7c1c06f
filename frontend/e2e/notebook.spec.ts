/** What a run shows beside text, and its steps, are seen by everybody: at once, by who comes later, and in the replay. */
import { expectNoBarriersInAnyTheme } from "./harness/accessibility";
import { expect, type Person, test } from "./harness/fixtures";

const SHOWS = `
class Plot:
    def _repr_svg_(self):
        points = " ".join(f"{20 + 26 * i},{150 - i * i}" for i in range(12))
        return ('<svg xmlns="http://www.w3.org/2000/svg" width="340" height="170">'
                '<rect width="340" height="170" fill="white"/>'
                f'<polyline points="{points}" fill="none" stroke="#0a6" stroke-width="3"/></svg>')
class Frame:
    def _repr_html_(self):
        rows = "".join(f"<tr><th>{n}</th><td>{n * n}</td></tr>" for n in range(5))
        return f"<table><thead><tr><th></th><th>square</th></tr></thead><tbody>{rows}</tbody></table><p>5 rows × 1 columns</p>"
print("growth:")
display(Plot(), Frame())
`.trim();

async function expectShown(person: Person): Promise<void> {
  const picture = person.output.getByRole("img", { name: "Picture of a Plot" });
  await expect(picture).toBeVisible({ timeout: 60_000 });
  await expect(picture).toHaveJSProperty("naturalWidth", 680);
  const table = person.output.getByRole("region", { name: "Table, 5 rows, 2 columns" });
  await expect(table.getByRole("columnheader", { name: "square" })).toBeVisible();
  await expect(table.getByRole("cell", { name: "16" })).toBeVisible();
  await expect(table).toContainText("5 rows × 1 columns");
}

test("[RD1] a picture and a table are seen by everybody, by who comes later, and in the replay", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: SHOWS });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.run();
  await expectShown(ada);
  await expectShown(ben);

  const cleo = await newPerson("Cleo");
  await cleo.join(session);
  await expectShown(cleo);
  await cleo.page.goto(`${cleo.server.url}/session/${session.id}/replay`);
  await cleo.page.getByRole("slider").first().press("End");
  await expectShown(cleo);
});

const STEPS =
  "def add(a, b):\n    total = a + b\n    return total\n\nprint('start')\nanswer = add(2, 3)\nprint(answer)\n";

test("[RD4] the steps of a run are scrubbed by keyboard, everybody sees the same one, and its line is marked", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: STEPS });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.page.getByRole("button", { name: "Run with steps" }).click();
  const [mine, theirs] = [ada, ben].map(({ page }) => page.getByRole("slider", { name: "Step" }));
  if (mine === undefined || theirs === undefined) throw new Error("Two people have two sliders.");
  await expect(theirs).toHaveAttribute("aria-valuetext", "Step 1 of 7, line 1", { timeout: 60_000 });

  await mine.focus();
  for (let step = 0; step < 4; step += 1) await ada.page.keyboard.press("ArrowRight");
  await expect(mine).toHaveAttribute("aria-valuetext", "Step 5 of 7, line 3");
  for (const { page, output } of [ada, ben]) {
    await expect(page.getByRole("slider", { name: "Step" })).toHaveAttribute("aria-valuetext", "Step 5 of 7, line 3");
    await expect(page.locator(".cm-step-line")).toHaveText("    return total");
    const variables = page.getByRole("region", { name: "Variables of add" });
    await expect(variables).toContainText("total5");
    await expect(output).toContainText("start");
    await expect(output).not.toContainText("5");
  }

  await ben.page.getByRole("slider", { name: "Step" }).press("End");
  await expect(mine).toHaveAttribute("aria-valuetext", "Step 7 of 7, line 7");
  await expect(ben.output).toHaveText("start 5");
  await mine.press("Home");
  await test.step("a prompt goes on in the variables at the end, and shows everybody the end", async () => {
    await ada.page.getByRole("textbox", { name: "Prompt in the variables of this run" }).fill("add(20, 22)");
    await ada.page.keyboard.press("Enter");
    for (const { output } of [ada, ben]) await expect(output).toContainText("42");
    await expect(theirs).toHaveAttribute("aria-valuetext", "Step 7 of 7, line 7");
  });
  await ben.placeCaret(0);
  await ben.type("# ");
  await mine.press("ArrowLeft");
  await expect(theirs).toHaveAttribute("aria-valuetext", "Step 6 of 7, line 7");
  await expect(ben.page.getByText("The code has changed since this run")).toBeVisible();
  await expect(ben.page.locator(".cm-step-line")).toHaveCount(0);
});

test("[RC1] a prompt goes on in the run's variables, by keyboard, for everybody, later and in the replay", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "python", code: "total = 40\nprint('start')\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.run();
  await ada.expectOutcome("succeeded");
  const prompt = ada.page.getByRole("textbox", { name: "Prompt in the variables of this run" });
  await expect(ben.output).toContainText("start");
  await expect(ben.page.getByRole("textbox", { name: "Prompt in the variables of this run" })).toHaveCount(0);

  await prompt.focus();
  await ada.page.keyboard.type("total + 2");
  await ada.page.keyboard.press("Enter");
  const said = /start\s*Evaluated: >>> total \+ 2\s*42/;
  for (const { output } of [ada, ben]) await expect(output).toContainText(said);
  await expectNoBarriersInAnyTheme(ada.page, "a prompt behind a run");
  await expect(prompt).toBeFocused();
  await ada.page.keyboard.type("for i in range(2):");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("print(i, input('? '))");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.press("Shift+Home");
  await ada.page.keyboard.press("Backspace");
  await ada.page.keyboard.press("Enter");
  for (const line of ["a", "b"]) {
    await expect(ada.inputLine).toBeFocused();
    await ada.page.keyboard.type(line);
    await ada.page.keyboard.press("Enter");
  }
  await expect(ben.output).toContainText(/\? (Input: )?a\s*0 a\s*\? (Input: )?b\s*1 b/);
  await expect(prompt).toBeFocused();
  await ada.page.keyboard.press("ArrowUp");
  await ada.page.keyboard.press("Control+A");
  await ada.page.keyboard.type("total / 0");
  await ada.page.keyboard.press("Enter");
  await expect(ben.output).toContainText("ZeroDivisionError: division by zero");
  await ben.expectOutcome("succeeded");

  const cleo = await newPerson("Cleo");
  await cleo.join(session);
  await expect(cleo.output).toContainText(said);
  await cleo.page.goto(`${cleo.server.url}/session/${session.id}/replay`);
  await cleo.page.getByRole("slider").first().press("End");
  await expect(cleo.output).toContainText("ZeroDivisionError: division by zero");

  await ada.page.keyboard.type("while True: pass");
  await ada.page.keyboard.press("Enter");
  await ada.stop();
  await expect(ben.output).toContainText("Stopped.");
  await expect(prompt).toBeVisible();
});

test("[RA1] what somebody has run is run again by another one, with the same input, and compared", async ({
  newPerson,
  newSession,
}) => {
  const code = "console.log(prompt('n? '), 'read');\n";
  const session = await newSession({ language: "javascript", code });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ada.page.getByRole("button", { name: "Prepared input" }).click();
  await ada.page.getByRole("textbox", { name: "Prepared input" }).fill("seven\n");
  await ada.run();
  await expect(ben.output).toContainText("seven read");

  await ben.page.getByRole("button", { name: "Run this again here" }).click();
  await expect(ben.messages).toContainText("The same came of it here as in that run.");
  await expect(ada.page.getByRole("combobox", { name: "Shown run" })).toContainText("Run 2 of 2");
  await expect(ada.output).toContainText("seven read");

  await ben.placeCaret(0);
  await ben.type("// ");
  await ben.page.getByRole("button", { name: "Run this again here" }).click();
  await expect(ben.messages).toContainText("The code has changed since that run; the replay still has it.");

  await test.step("in the replay it is run with the code that it had, for this person alone", async () => {
    const { page } = ben;
    await page.goto(`${ben.server.url}/session/${session.id}/replay`);
    await page.getByRole("slider").first().press("End");
    await page.getByRole("button", { name: "Run this again here" }).click();
    await expect(ben.messages).toContainText("The same came of it here as in that run.");
    await expect(page.getByRole("combobox", { name: "Shown run" })).toContainText("Run 3 of 3");
    await expect(ada.page.getByRole("combobox", { name: "Shown run" })).toContainText("of 2");
  });
});

test("behind a run of a language that keeps no variables is no prompt, and nothing is said of them", async ({
  newPerson,
  newSession,
}) => {
  const ada = await newPerson("Ada");
  await ada.join(await newSession({ language: "javascript", code: "console.log('done');\n" }));
  await ada.run();
  await ada.expectOutcome("succeeded");
  await expect(ada.output).toContainText("done");
  await expect(ada.page.getByRole("textbox", { name: "Prompt in the variables of this run" })).toHaveCount(0);
  await expect(ada.page.getByText("The variables of that run are gone")).toHaveCount(0);
});
