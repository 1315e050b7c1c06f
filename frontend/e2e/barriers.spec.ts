/** No state of the page puts a barrier before assistive tools, in any theme. Which states there are: `gallery/states.ts`. */
import { type GallerySite, openGallery } from "./gallery/site";
import { NARROW_STATES, reach, STATES } from "./gallery/states";
import { expectNoBarriersInAnyTheme } from "./harness/accessibility";
import { expect, test as room } from "./harness/fixtures";
import { expectToFitPhone } from "./harness/phone";

const test = room.extend<object, { readonly site: GallerySite }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use) => {
      const site = await openGallery();
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.describe("of all that stands still", () => {
  // Each worker takes a half.
  test.describe.configure({ mode: "parallel" });
  test.use({ reducedMotion: "reduce", viewport: { width: 1440, height: 900 } });
  test.setTimeout(300_000);

  for (const part of [0, 1]) {
    const states = STATES.filter((_, at) => at % 2 === part);
    test(`no state puts a barrier before assistive tools, in any theme: ${states.length} of ${STATES.length}, beginning with ${states[0]?.name}`, async ({
      page,
      site,
    }) => {
      for (const state of states) {
        await reach(page, site.url, state);
        await expectNoBarriersInAnyTheme(page, state.name);
      }
    });
  }
});

test.describe("of what only a phone shows", () => {
  test.use({ reducedMotion: "reduce", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("no state puts a barrier before assistive tools, in any theme", async ({ page, site }) => {
    for (const state of NARROW_STATES) {
      await reach(page, site.url, state);
      await expectNoBarriersInAnyTheme(page, state.name);
    }
  });

  test("no state is cut off, or has what is too small to be pressed", async ({ page, site }) => {
    test.setTimeout(300_000);
    for (const state of [...STATES, ...NARROW_STATES]) {
      await reach(page, site.url, state);
      await expectToFitPhone(page, state.name);
    }
  });
});

room(
  "the page as it is served: home, room, a question of the code, output, replay",
  async ({ newPerson, newSession, server }) => {
    const session = await newSession({
      language: "javascript",
      code: "console.log(prompt('who? ')); console.error('err');",
    });
    const ada = await newPerson("Ada", { reducedMotion: "reduce" });
    const { page } = ada;
    await page.goto(server.url);
    await expect(page.getByRole("button", { name: "Start a session" })).toBeVisible();
    await expectNoBarriersInAnyTheme(page, "home");

    await ada.joinAsHost(session);
    await ada.run();
    await expect(ada.inputLine).toBeVisible();
    await expectNoBarriersInAnyTheme(page, "a question of the code");
    await ada.answer("Ada");
    await ada.expectOutcome("succeeded");
    await expect(ada.output).toContainText("err");
    const ben = await newPerson("Ben");
    await ben.join(session);
    await page.getByRole("button", { name: /Follow Ben/ }).click();
    await expectNoBarriersInAnyTheme(page, "a room with output, another's caret, and somebody followed");

    await page.goto(`${server.url}/session/${session.id}/replay`);
    await expect(page.getByRole("slider")).toBeVisible();
    await expectNoBarriersInAnyTheme(page, "replay");
  },
);
