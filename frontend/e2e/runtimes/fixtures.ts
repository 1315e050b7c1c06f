/** What the runtime tests start from: the site, and one page a language that stays open from test to test. */
import { test as base, type Page } from "@playwright/test";
import type { Recording, Script } from "./page/main";
import { openSite, type Site } from "./site";

/** A page with the runtimes in it. */
export class Room {
  constructor(readonly page: Page) {}

  run(language: string, script: Script): Promise<Recording> {
    return this.page.evaluate(([name, given]) => window.lab.run(name, given), [language, script] as const);
  }

  prepare(language: string, code: string): Promise<void> {
    return this.page.evaluate(([name, given]) => window.lab.prepare(name, given), [language, code] as const);
  }
}

interface WorkerFixtures {
  readonly site: Site;
  /** Cross-origin isolated, as the server serves it. */
  readonly room: Room;
  /** Without shared memory. */
  readonly bareRoom: Room;
}

export const test = base.extend<object, WorkerFixtures>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use) => {
      const site = await openSite();
      await use(site);
      await site.close();
    },
    // What is slow to make is made once a machine, and the first time it may be here.
    { scope: "worker", timeout: 300_000 },
  ],
  room: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      await page.goto(site.url);
      await use(new Room(page));
      await page.close();
    },
    { scope: "worker" },
  ],
  bareRoom: [
    async ({ browser, site }, use) => {
      const page = await browser.newPage();
      await page.goto(site.bareUrl);
      await use(new Room(page));
      await page.close();
    },
    { scope: "worker" },
  ],
});

export { expect } from "@playwright/test";
