/** Code runs in the browser of whoever pressed Run, and everybody sees what it writes. */
import { expect, type Person, test } from "./harness/fixtures";

const GREETER = {
  language: "python",
  code: [
    "import sys",
    "print('before the question')",
    "name = input('Your name? ')",
    "print('hello', name)",
    "print('a warning', file=sys.stderr)",
  ].join("\n"),
};
const AWAITER = {
  language: "javascript",
  code: [
    "const later = (value) => new Promise((resolve) => setTimeout(resolve, 20, value));",
    "console.log(await later('first'));",
    "const name = prompt('Your name? ');",
    "console.log('hello', await later(name));",
    "console.error('a warning');",
  ].join("\n"),
};

async function expectGreeting(person: Person, who: string): Promise<void> {
  await person.expectOutcome("succeeded");
  await expect(person.output).toContainText("hello Grace");
  await expect(person.output.locator('[data-stream="stderr"]')).toContainText("a warning");
  const stdout = person.output.locator('[data-stream="stdout"]').first();
  await expect(stdout).not.toContainText("a warning");
  const summary = person.page.getByRole("region", { name: "Output", exact: true });
  await expect(summary).toContainText(who);
  await expect(summary.locator("time")).toHaveText(/\d\d:\d\d:\d\d/);
  await expect(summary).toContainText(/[\d.]+ m?s/);
}

for (const [program, before] of [
  [GREETER, "before the question"],
  [AWAITER, "first"],
] as const) {
  test(`${program.language} that asks, answers and warns is seen by others while it runs, and by who comes later`, async ({
    newPerson,
    newSession,
  }) => {
    const session = await newSession(program);
    const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
    await ada.join(session);
    await ben.join(session);

    await ada.run();
    await expect(ben.output).toContainText(before, { timeout: 60_000 });
    await ben.expectOutcome("running");
    await expect(ben.inputLine).toHaveCount(0);
    await ada.answer("Grace");
    await expectGreeting(ada, "You");
    await expectGreeting(ben, "Ada");

    const cleo = await newPerson("Cleo");
    await cleo.join(session);
    await expectGreeting(cleo, "Ada");
  });
}

test("who presses Run before the code has arrived runs it all the same", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "console.log('it arrived');\n" });
  const ada = await newPerson("Ada");
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // The first message says that she is welcome; what the server has of the code comes behind it.
  await ada.page.routeWebSocket(/\/ws\/sync\//, (socket) => {
    let isFirst = true;
    socket.connectToServer().onMessage(async (message) => {
      const wasFirst = isFirst;
      isFirst = false;
      if (!wasFirst) await released;
      socket.send(message);
    });
  });
  const joined = ada.join(session);
  await expect(ada.page.locator("[data-tone]")).toHaveText("Loading the newest code…");
  await ada.expectText("");
  await ada.run();
  release();
  await joined;
  await expect(ada.output).toContainText("it arrived", { timeout: 60_000 });
});

test("a double click runs, or stops, once", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada");
  await ada.join(await newSession({ language: "javascript", code: "console.log('on');\nfor(;;);\n" }));
  await ada.page.getByRole("button", { name: "Run", exact: true }).dblclick();
  await expect(ada.output).toContainText("on");
  await ada.page.getByRole("button", { name: "Stop" }).dblclick();
  await ada.expectOutcome("stopped");
  await expect(ada.page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
});

for (const { language, code, next } of [
  { language: "python", code: "print('on')\nwhile True: pass\n", next: "print('the next run')" },
  { language: "javascript", code: "console.log('on');\nfor(;;);\n", next: "console.log('the next run');" },
]) {
  test(`an endless loop in ${language} is stopped, the editor lives on, and the next run works`, async ({
    newPerson,
    newSession,
  }) => {
    const session = await newSession({ language, code });
    const ada = await newPerson("Ada");
    await ada.join(session);

    await ada.run();
    await expect(ada.output).toContainText("on", { timeout: 60_000 });
    await ada.placeCaret(code.length);
    await ada.type("# typed meanwhile");
    await ada.expectText(`${code}# typed meanwhile`);
    await ada.expectOutcome("running");
    await ada.stop();
    await ada.expectOutcome("stopped");

    await ada.placeCaret(0, `${code}# typed meanwhile`.length);
    await ada.paste(next);
    await ada.run();
    await expect(ada.output).toContainText("the next run");
    await ada.expectOutcome("succeeded");
  });
}

for (const { language, code } of [
  { language: "python", code: "n = 0\nwhile True:\n    n += 1\n    print('flood', n)\n" },
  { language: "javascript", code: "for (let n = 0; ; n += 1) console.log('flood', n);\n" },
]) {
  test(`a flood of output in ${language} leaves the page alive and is marked as cut`, async ({
    newPerson,
    newSession,
  }) => {
    const session = await newSession({ language, code });
    const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
    await ada.join(session);
    await ben.join(session);

    await ada.run();
    await expect(ben.output).toContainText("flood", { timeout: 60_000 });
    await ada.placeCaret(code.length);
    await ada.type("typed in the flood");
    await ben.expectText(`${code}typed in the flood`);
    await expect(ada.output.getByText("the run wrote more than is kept")).toBeAttached();
    await expect(ben.output.getByText("the run wrote more than is kept")).toBeAttached();
    await ada.stop();
    await ben.expectOutcome("stopped");
    await ada.expectSaved();
  });
}

test("Ctrl+Enter and Ctrl+' run, and leave the caret where it is", async ({ newPerson, newSession }) => {
  const code = "console.log('ran');\n";
  const session = await newSession({ language: "javascript", code });
  const ada = await newPerson("Ada");
  await ada.join(session);
  await ada.placeCaret(3);

  for (const [count, keys] of ["Control+Enter", "Control+'"].entries()) {
    await ada.page.keyboard.press(keys);
    if (count > 0) await expect(ada.page.getByRole("combobox", { name: "Shown run" })).toContainText("Run 2 of 2");
    await ada.expectOutcome("succeeded");
    await expect(ada.output).toContainText("ran");
    await expect(ada.editor).toBeFocused();
    await ada.expectText(code);
    expect(await ada.caret()).toEqual({ anchor: 3, head: 3 });
  }
});

test("Ctrl+Enter goes to the question of the running code, and the editor has the caret back afterwards", async ({
  newPerson,
  newSession,
}) => {
  const session = await newSession({ language: "javascript", code: "console.log('so,', prompt('Which? '));\n" });
  const ada = await newPerson("Ada");
  await ada.join(session);
  await ada.editor.focus();

  await ada.page.keyboard.press("Control+Enter");
  await expect(ada.inputLine).toBeVisible();
  await expect(ada.editor).toBeFocused();
  await ada.page.keyboard.press("Control+Enter");
  await expect(ada.inputLine).toBeFocused();
  await ada.page.keyboard.type("that one");
  await ada.page.keyboard.press("Enter");
  await expect(ada.output).toContainText("so, that one");
  await expect(ada.editor).toBeFocused();
});

const BEFORE_RETURN = "def half(x):\n    ";

test("an error points at the line of one's own code, which everybody's editor marks until it is edited", async ({
  newPerson,
  newSession,
}) => {
  const code = `${BEFORE_RETURN}return x / 0\n\nhalf(1)\n`;
  const session = await newSession({ language: "python", code });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);

  await ada.run();
  await ada.expectOutcome("failed");
  await expect(ada.output).toContainText('File "main.py", line 2');
  await expect(ada.output).toContainText("ZeroDivisionError");

  await ada.output.getByRole("button", { name: '"main.py", line 2' }).click();
  await expect(ada.editor).toBeFocused();
  expect(await ada.caret()).toEqual({ anchor: BEFORE_RETURN.length, head: BEFORE_RETURN.length });

  const markOf = (person: Person) => person.editor.locator(".cm-error-line");
  const lines = { ada: markOf(ada), ben: markOf(ben) };
  for (const line of Object.values(lines)) {
    await expect(line).toHaveAttribute("title", "The run failed here: ZeroDivisionError: division by zero");
    await expect(line).toContainText("return x / 0");
  }
  await ben.page.reload();
  await expect(lines.ben).toContainText("return x / 0");
  await ben.placeCaret(0);
  await ben.type("# above\n");
  await expect(lines.ada).toContainText("return x / 0");
  await ada.goToLine(3);
  await ada.type(".5");
  await expect(lines.ada).toHaveCount(0);
  await expect(lines.ben).toHaveCount(0);
});

test("[EV5] nothing runs in a browser because somebody else pressed Run", async ({ newPerson, newSession }) => {
  // What a run makes of it differs from browser to browser: only the one that ran can have written what all show.
  const code = "console.log('language', navigator.language);\nprompt('wait ');\n";
  const session = await newSession({ language: "javascript", code });
  const ada = await newPerson("Ada", { locale: "en-AU" });
  const ben = await newPerson("Ben", { locale: "en-CA" });
  await ada.join(session);
  await ben.join(session);
  await expect(ben.page.getByText("JavaScript ready")).toBeVisible();
  const [workers, frames] = [ben.page.workers(), ben.page.frames()];

  await ada.run();
  await expect(ben.output).toContainText("language en-AU");
  await expect(ben.page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
  await expect(ben.page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await ada.answer("");
  await ben.expectOutcome("succeeded");
  expect(ben.page.workers()).toEqual(workers);
  expect(ben.page.frames()).toEqual(frames);
  await expect(ben.output).not.toContainText("en-CA");
});
