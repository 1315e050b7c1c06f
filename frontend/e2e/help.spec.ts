/** Help while typing: suggestions, calls, explanations and problems, from servers in workers that come when they are used. */
import type { Page } from "@playwright/test";
import { expectNoBarriersInAnyTheme } from "./harness/accessibility";
import { expect, type Person, test } from "./harness/fixtures";

const READY_MS = 60_000;

const list = (page: Page) => page.getByRole("listbox", { name: "Completions" });
const suggestion = (page: Page, name: string) => list(page).getByRole("option", { name, exact: true });
const tooltip = (page: Page, text: string) => page.locator(".cm-tooltip").filter({ hasText: text });

/** What the editor says to screen readers from now on. It stands there for a moment only. */
async function listenTo(page: Page): Promise<() => Promise<string[]>> {
  const heard = await page.locator(".cm-announced").evaluateHandle((region) => {
    const said: string[] = [];
    new MutationObserver(() => said.push(region.textContent ?? "")).observe(region, { childList: true, subtree: true });
    return said;
  });
  return () => heard.jsonValue();
}

/** Asks for help by key and waits until something is explained, so that the server is there. */
async function wakeHelp({ page, editor }: Person, shows: string): Promise<void> {
  await editor.focus();
  await page.keyboard.press("Shift+Alt+k");
  await expect(tooltip(page, shows)).toBeVisible({ timeout: READY_MS });
}

interface Lesson {
  readonly language: string;
  /** Its first line has a problem that the second lacks; `explained` stands at the beginning. */
  readonly code: string;
  readonly explained: string;
  readonly problem: string;
  /** What is typed to be suggested `suggested`, and to be told of the call. */
  readonly typed: string;
  readonly suggested: string;
  readonly call: string;
  readonly signature: string;
  /** What is said of the second argument. */
  readonly second: string;
}

const LESSONS: readonly Lesson[] = [
  {
    language: "python",
    code: "heap: list[int] = []\nprnt(heap)\nimport heapq\n",
    explained: "heap: list[int]",
    problem: '"prnt" is not defined',
    typed: "heapq.heappus",
    suggested: "heappush",
    call: "(",
    signature: "heap: list",
    second: "item: ",
  },
  {
    language: "typescript",
    code: "const ages = new Map<string, number>();\nconsole.log(agse);\n",
    explained: "const ages: Map<string, number>",
    problem: "Cannot find name 'agse'",
    typed: "ages.se",
    suggested: "set",
    call: "set(",
    signature: "set(key: string, value: number)",
    second: "value: number",
  },
  {
    language: "javascript",
    code: "const ages = new Map();\nconsole.log(agse);\n",
    explained: "const ages: Map<any, any>",
    problem: "Cannot find name 'agse'",
    typed: "ages.se",
    suggested: "set",
    call: "set(",
    signature: "set(key: any, value: any)",
    second: "value: any",
  },
];

for (const lesson of LESSONS) {
  test(`${lesson.language} is suggested, explained and looked through`, async ({ newPerson, newSession }) => {
    const { code, language } = lesson;
    const ada = await newPerson("Ada", { help: true });
    const { page } = ada;
    await ada.join(await newSession({ language, code }));
    await ada.placeCaret(language === "python" ? 2 : "const a".length);
    // One language for all: their tooltips are the same.
    const noBarriers = async (face: string) => {
      if (language === "typescript") await expectNoBarriersInAnyTheme(page, face);
    };
    await wakeHelp(ada, lesson.explained);
    await noBarriers("an explanation");
    await page.keyboard.press("Escape");
    await expect(tooltip(page, lesson.explained)).toHaveCount(0);

    await test.step("what is wrong is marked, reached by key and said", async () => {
      await expect(page.locator(".cm-lintRange-error")).not.toHaveCount(0);
      await page.keyboard.press("F8");
      await expect(tooltip(page, lesson.problem)).toBeVisible();
      await noBarriers("a problem that is told");
      const wrong = /prnt|agse/.exec(code)?.index ?? -1;
      expect((await ada.caret()).anchor).toBe(wrong);
    });

    await test.step("a pointer that rests on a name explains it", async () => {
      await page.keyboard.press("Escape");
      await expect(page.locator(".cm-tooltip")).toHaveCount(0);
      const name = { x: language === "python" ? 30 : 80, y: 10 };
      await page.locator(".cm-line").first().hover({ position: name });
      await expect(tooltip(page, lesson.explained)).toBeVisible();
    });

    await test.step("names are suggested and the call is explained", async () => {
      await ada.placeCaret(code.length);
      await ada.type(lesson.typed);
      await expect(suggestion(page, lesson.suggested)).toBeVisible();
      await expect(async () => {
        // The list takes no key in its first moment: an arrow moves the caret then, and the list goes.
        if (!(await suggestion(page, lesson.suggested).isVisible())) await page.keyboard.press("Control+Space");
        await expect(suggestion(page, lesson.suggested)).toBeVisible({ timeout: 5000 });
        await page.keyboard.press("ArrowDown");
        await expect(list(page).locator("[aria-selected]")).toHaveCount(1, { timeout: 500 });
      }).toPass();
      await expect(list(page).locator("[aria-selected]")).toHaveText(lesson.suggested);
      await noBarriers("a list of suggestions");
      await page.keyboard.press("Enter");
      const chosen = lesson.typed.replace(/\w+$/, lesson.suggested);
      await ada.expectText(code + chosen);
      const heard = await listenTo(page);
      await ada.type("(");
      await expect(page.locator(".cm-lsp-signature-tooltip")).toContainText(lesson.signature);
      await expect.poll(heard).toContainEqual(expect.stringContaining(lesson.signature));
      await noBarriers("what a call takes");
      await ada.type("1, ");
      await expect.poll(heard).toContainEqual(expect.stringMatching(new RegExp(`^${lesson.second}`)));
    });
  });
}

interface Import {
  readonly language: string;
  readonly code: string;
  readonly name: string;
  readonly text: string;
  readonly explained: string;
  readonly typed: string;
  readonly problem: string;
}

const IMPORTS: readonly Import[] = [
  {
    language: "python",
    code: "import helper\n\nhelper.share(1)\n",
    name: "helper.py",
    text: "def share(n: int) -> int:\n    return n\n",
    explained: "def share(n: int) -> int",
    typed: "helper.sha",
    problem: '"share" is not a known attribute of module "helper"',
  },
  {
    language: "typescript",
    code: 'import * as helper from "./helper";\n\nhelper.share(1);\n',
    name: "helper.ts",
    text: "export function share(n: number) {\n  return n;\n}\n",
    explained: "function share(n: number): number",
    typed: "helper.sha",
    problem: "Property 'share' does not exist",
  },
];

for (const { language, code, name, text, explained, typed, problem } of IMPORTS) {
  test(`${language} knows what another file has, as others write it`, async ({ newPerson, newSession }) => {
    test.slow();
    const session = await newSession({ language, code });
    // Ben has help when he asks for it, so that one server starts at a time.
    const [ada, ben] = [await newPerson("Ada", { help: true }), await newPerson("Ben")];
    await ada.join(session);
    await ben.join(session);
    await ben.page.getByRole("button", { name: "New file" }).click();
    await ben.page.getByRole("textbox", { name: "Name" }).fill(name);
    await ben.page.keyboard.press("Enter");
    await expect(ben.page.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
    await ben.paste(text);
    await expect(ada.page.getByRole("tab", { name })).toBeVisible();

    await ada.placeCaret(code.indexOf("share") + 1);
    await wakeHelp(ada, explained);
    await ada.page.keyboard.press("Escape");
    await ada.placeCaret(code.length);
    await ada.type(typed);
    await expect(suggestion(ada.page, "share")).toBeVisible();
    await ada.page.keyboard.press("Escape");
    for (const _ of typed) await ada.page.keyboard.press("Backspace");
    await ada.expectText(code);
    const marks = ada.editor.locator(".cm-lintRange");
    await expect(marks).toHaveCount(0);

    await test.step("what somebody changes there is a problem here", async () => {
      await ben.placeCaret(text.indexOf("share") + "share".length);
      await ben.page.keyboard.type("d");
      await expect(marks).toHaveText(["share"], { timeout: READY_MS });
      await ada.page.keyboard.press("F8");
      await expect(tooltip(ada.page, problem)).toBeVisible();
      await ben.page.keyboard.press("Backspace");
      await expect(marks).toHaveCount(0);
    });

    await test.step("help is in the other file, too", async () => {
      await wakeHelp(ben, "share");
      await ben.page.keyboard.press("Escape");
      await ben.page.keyboard.press("Control+End");
      await ben.page.keyboard.type("nonsense;");
      await expect(ben.editor.locator(".cm-lintRange-error")).toHaveText(["nonsense"]);
    });
  });
}

test("help comes with the first use, survives one death of its worker, says when it has failed, and is tried again", async ({
  newPerson,
  newSession,
}) => {
  const ada = await newPerson("Ada", { help: true });
  const { page } = ada;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await ada.join(await newSession({ language: "typescript", code: "const first = 1;\n" }));
  expect(asked.filter((path) => path.includes("runtimes/typescript"))).toEqual([]);
  const die = async () => {
    for (const worker of page.workers()) {
      if ((await worker.evaluate(() => self.name)) !== "help") continue;
      await worker.evaluate(() => {
        setTimeout(() => {
          throw new Error("This worker dies.");
        });
      });
      return;
    }
    throw new Error("There is no worker of help.");
  };
  await ada.placeCaret(8);
  await wakeHelp(ada, "const first: 1");
  await page.keyboard.press("Escape");
  await die();
  await ada.placeCaret(9);
  await wakeHelp(ada, "const first: 1");
  await die();
  await expect(page.getByText("Help has failed")).toBeVisible();
  await expect(ada.messages).toContainText("Help while typing has failed");
  await ada.type("let");
  await ada.expectText("const firletst = 1;\n");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Help has failed")).toBeHidden();
  await ada.placeCaret(9);
  await wakeHelp(ada, "const firletst: 1");
});

test("help works without a network after a reload, when it was used once before", async ({ newPerson, newSession }) => {
  const ada = await newPerson("Ada", { help: true });
  await ada.join(await newSession({ language: "javascript", code: "const first = 1;\n" }));
  const state = () => ada.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state);
  await expect.poll(state).toBe("activated");
  await ada.placeCaret(8);
  await wakeHelp(ada, "const first: 1");
  await ada.goOffline();
  await ada.page.reload();
  await ada.expectText("const first = 1;\n");
  await ada.placeCaret(8);
  await wakeHelp(ada, "const first: 1");
});

test("a host switches help off for all, visibly, and on again", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "const first = 1;\n" });
  const [hedy, ada] = [await newPerson("Hedy"), await newPerson("Ada", { help: true })];
  await hedy.joinAsHost(session);
  await ada.join(session);
  const { page } = ada;
  await ada.placeCaret(8);
  await wakeHelp(ada, "const first: 1");
  const switchHelp = async () => {
    await hedy.page.getByRole("button", { name: "More actions" }).click();
    await hedy.page.getByRole("menuitemcheckbox", { name: "Help while typing" }).click();
  };
  await switchHelp();
  await expect(page.getByText("Help while typing is switched off by the host.")).toBeVisible();
  await expect(page.locator(".cm-tooltip")).toHaveCount(0);
  await ada.placeCaret("const first = 1;\n".length);
  await ada.type("fir");
  await page.keyboard.press("Control+Space");
  await page.keyboard.press("F8");
  await page.keyboard.press("Shift+Alt+k");
  await ada.type("st");
  await ada.expectText("const first = 1;\nfirst");
  await expect(page.locator(".cm-tooltip")).toHaveCount(0);

  await switchHelp();
  await expect(page.getByText("Help while typing is switched off by the host.")).toHaveCount(0);
  await page.keyboard.press("Shift+Alt+k");
  await expect(tooltip(page, "const first: 1")).toBeVisible({ timeout: READY_MS });
});
