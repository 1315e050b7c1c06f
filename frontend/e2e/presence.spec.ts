/** Who is here, how they are, and where they look. */
import { expect, type Person, test } from "./harness/fixtures";

const LINES = Array.from({ length: 200 }, (_, at) => `line ${at + 1}\n`).join("");

const face = (of: Person, who: string) => of.page.locator(`[title^="${who},"] [data-standing]`);
const lineInSight = (of: Person, line: number) =>
  of.page.locator(".cm-line", { hasText: new RegExp(`^line ${line}$`) });

test("one entry a person however many tabs, and how they are", async ({ newPerson, newSession }) => {
  const session = await newSession({ language: "javascript", code: "x\n" });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  const tab = await ben.context.newPage();
  await tab.goto(ben.page.url());
  await expect(tab.locator("[data-tone=good]")).toBeVisible();
  await expect(face(ada, "Ben")).toHaveCount(1);
  await expect(ada.page.getByRole("button", { name: "2 people here" })).toBeVisible();

  await ben.type("typed");
  await expect(face(ada, "Ben")).toHaveAttribute("data-standing", "typing");
  await expect(face(ada, "Ben")).toHaveAttribute("data-standing", "active");
  await ada.page.getByRole("button", { name: "2 people here" }).click();
  const list = ada.page.getByRole("dialog", { name: "In the room" });
  await expect(list.getByRole("button", { name: /Ben/ })).toContainText("JavaScript ready");

  await tab.close();
  await expect(list.getByRole("button", { name: /Ben/ })).toBeVisible();
  await ben.context.close();
  await expect(list.getByText("offline")).toBeVisible();
  await expect(face(ada, "Ben")).toHaveCount(0);
});

test("who follows sees where the other works, until a key of their own", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: LINES });
  const [ada, ben] = [await newPerson("Ada"), await newPerson("Ben")];
  await ada.join(session);
  await ben.join(session);
  await ben.goToLine(150);
  await ada.page.getByRole("button", { name: /Follow Ben/ }).click();
  const banner = ada.page.getByRole("status").filter({ hasText: "You follow Ben." });
  await expect(banner).toContainText("Escape, typing or scrolling ends it");
  await expect(lineInSight(ada, 150)).toBeInViewport();
  await ben.goToLine(20);
  await expect(lineInSight(ada, 20)).toBeInViewport();

  await ada.page.keyboard.press("Escape");
  await expect(banner).toHaveCount(0);
  await ada.page.getByRole("button", { name: /Follow Ben/ }).click();
  await expect(banner).toBeVisible();
  await ada.page.locator(".cm-scroller").hover();
  await ada.page.mouse.wheel(0, 300);
  await expect(banner).toHaveCount(0);
  await ada.page.getByRole("button", { name: /Follow Ben/ }).click();
  await ada.goToLine(1);
  await ada.page.keyboard.type("x");
  await expect(banner).toHaveCount(0);
});

test("the host gathers everybody", async ({ newPerson, newSession }) => {
  const session = await newSession({ code: LINES });
  const [hal, ada, ben] = [await newPerson("Hal"), await newPerson("Ada"), await newPerson("Ben")];
  await hal.joinAsHost(session);
  for (const person of [ada, ben]) await person.join(session);
  await hal.goToLine(120);
  await hal.page.getByRole("button", { name: "3 people here" }).click();
  await hal.page.getByRole("button", { name: "Gather everybody here" }).click();
  for (const person of [ada, ben]) {
    await expect(person.messages).toContainText("Hal gathers everybody");
    await expect(lineInSight(person, 120)).toBeInViewport();
  }
  await ada.page.getByRole("button", { name: "3 people here" }).click();
  await expect(ada.page.getByRole("button", { name: "Gather everybody here" })).toHaveCount(0);
});
