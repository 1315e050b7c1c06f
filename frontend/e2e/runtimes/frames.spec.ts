/** The frames of a page: each has a process of its own, which ends with it, and another one stands by where a program goes on. */
import type { CDPSession } from "@playwright/test";
import { expect, Room, test } from "./fixtures";
import { javascript } from "./programs/javascript";
import { lua } from "./programs/lua";

/** What a process must have computed, in seconds, to be that of the endless loop: no frame takes as much to boot. */
const BUSY_SECONDS = 1.5;

/** The seconds that each renderer has computed, by its process. */
async function renderersOf(browser: CDPSession): Promise<Map<number, number>> {
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  return new Map(processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => [id, cpuTime]));
}

test("Stop ends the process of the program, and another language's goes on", async ({ browser, site }) => {
  const processes = await browser.newBrowserCDPSession();
  // Other pages may still make something ready.
  const others = await renderersOf(processes);
  const page = await browser.newPage();
  await page.goto(site.url);
  const room = new Room(page);
  for (const { language, hello } of [lua, javascript]) await room.run(language, { code: hello });
  const running = room.run("javascript", { code: javascript.loops, stopAfterMs: 4000 });
  const findBusy = async (): Promise<number | undefined> =>
    [...(await renderersOf(processes))].find(([id, seconds]) => !others.has(id) && seconds > BUSY_SECONDS)?.[0];
  let busy: number | undefined;
  await expect
    .poll(async () => {
      busy ??= await findBusy();
      return busy;
    })
    .toBeDefined();
  expect((await running).result.outcome).toBe("stopped");
  await expect.poll(async () => [...(await renderersOf(processes)).keys()]).not.toContain(busy);
  expect((await room.run("lua", { code: lua.hello })).stdout).toBe("hello\n");
  await page.close();
});

test("beside a program that goes on a frame stands by, which takes over after Stop", async ({ browser, site }) => {
  const page = await browser.newPage();
  await page.goto(site.url);
  const room = new Room(page);
  const frames = (): Promise<number> => page.evaluate(() => window.lab.frames());
  await room.run("javascript", { code: javascript.hello });
  expect(await frames()).toBe(1);
  const running = room.run("javascript", { code: javascript.loops, stopAfterMs: 3000 });
  await expect.poll(frames).toBe(2);
  const { result, late } = await running;
  expect({ outcome: result.outcome, late }).toEqual({ outcome: "stopped", late: [] });
  expect(await frames()).toBe(1);
  expect((await room.run("javascript", { code: javascript.hello })).stdout).toBe("hello\n");
  await page.evaluate(() => window.lab.dispose("javascript"));
  await expect.poll(frames).toBe(0);
  await page.close();
});
