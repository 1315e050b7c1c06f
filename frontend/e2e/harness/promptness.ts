/**
 * How soon what one person does is seen on another one's page. The issue promises these times to people, so here they are
 * asserted. To be fair on a machine that is busy with other tests, each is read where it happens, on the pages' own clocks
 * (one machine: `timeOrigin` makes them one), and what the machine stood still meanwhile is taken off: how long a timer of
 * ten milliseconds took at most in either page, and a plain question to the server. That is measured, not assumed: where
 * nothing stood still, the bound is the promise.
 */
import { expect, type Page, test } from "@playwright/test";
import type { Person } from "./person";

/** What the other page shows then: text of an element. */
export interface Sign {
  readonly selector: string;
  readonly text: string;
}

interface Watch {
  /** When the sign was seen, in milliseconds since 1970; `null` before. */
  seenAt: number | null;
  /** When something was last pressed on this page. */
  pressedAt: number;
  /** The longest that a timer of 10 ms took. */
  stoodStillMs: number;
}

declare global {
  interface Window {
    promptness: Watch;
  }
}

const TICK_MS = 10;
/** Other requests than those that carry the room's frames: a page that polled would make them. */
const ASKS = /\/sessions\//;

/** Expects the sign on each of the pages at most so many milliseconds behind what `act` presses on the first page. */
export async function expectPrompt(
  by: Person,
  act: () => Promise<void>,
  seers: readonly Person[],
  sign: Sign,
  withinMs = 1_000,
): Promise<void> {
  const asked: string[] = [];
  for (const { page } of seers.filter((seer) => seer !== by)) {
    page.on("request", (request) => ASKS.test(new URL(request.url()).pathname) && asked.push(request.url()));
  }
  const pages = [...new Set([by, ...seers].map(({ page }) => page))];
  await Promise.all(pages.map((page) => watch(page, sign)));
  const server = watchServer(by.server.url);
  await act();
  const { pressedAt } = await by.page.evaluate(() => window.promptness);
  await expectSoon(pressedAt, seers, sign, withinMs, [by.page], server);
  // Pushed by the room's own connection; nobody asked for it.
  expect(asked, "what the others' pages asked the server meanwhile").toEqual([]);
}

/** Expects the sign on each of the pages at most so many milliseconds after `event`, which happens outside of any page. */
export async function expectSoonAfter(
  event: () => void,
  seers: readonly Person[],
  sign: Sign,
  withinMs: number,
): Promise<void> {
  await Promise.all(seers.map(({ page }) => watch(page, sign)));
  const [first] = seers;
  if (first === undefined) throw new Error("Nobody looks.");
  const server = watchServer(first.server.url);
  const happenedAt = Date.now();
  event();
  await expectSoon(happenedAt, seers, sign, withinMs, [], server);
}

async function expectSoon(
  from: number,
  seers: readonly Person[],
  { selector, text }: Sign,
  withinMs: number,
  others: readonly Page[],
  server: ServerWatch,
): Promise<void> {
  const read = (page: Page) => page.evaluate(() => window.promptness);
  for (const { page, name } of seers) {
    await expect.poll(async () => (await read(page)).seenAt, { message: `${name} sees "${text}"` }).not.toBeNull();
  }
  const watches = await Promise.all(seers.map(({ page }) => read(page)));
  const actors = await Promise.all(others.map(read));
  const stoodStill = Math.max(server.end(), ...[...watches, ...actors].map(({ stoodStillMs }) => stoodStillMs));
  const took = Math.max(...watches.map(({ seenAt }) => seenAt ?? Number.POSITIVE_INFINITY)) - from;
  const description = `${Math.round(took)} ms until "${text}" in ${selector}; the machine stood still for ${Math.round(stoodStill)} ms`;
  test.info().annotations.push({ type: "seen after", description });
  expect(took - stoodStill, description).toBeLessThanOrEqual(withinMs);
}

async function watch(page: Page, sign: Sign): Promise<void> {
  await page.evaluate(
    ([{ selector, text }, tickMs]) => {
      const now = () => performance.timeOrigin + performance.now();
      const watching: Watch = { seenAt: null, pressedAt: 0, stoodStillMs: 0 };
      window.promptness = watching;
      let ticked = now();
      setInterval(() => {
        watching.stoodStillMs = Math.max(watching.stoodStillMs, now() - ticked - tickMs);
        ticked = now();
      }, tickMs);
      document.addEventListener("click", () => (watching.pressedAt = now()), { capture: true });
      const look = () => {
        const shown = [...document.querySelectorAll(selector)].some((element) => element.textContent?.includes(text));
        if (shown) watching.seenAt ??= now();
      };
      look();
      if (watching.seenAt !== null) throw new Error(`"${text}" is there before anything has happened.`);
      new MutationObserver(look).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    },
    [sign, TICK_MS] as const,
  );
}

interface ServerWatch {
  /** The longest that the server took for a plain answer, in milliseconds. */
  end(): number;
}

function watchServer(url: string): ServerWatch {
  let isOver = false;
  let longest = 0;
  let asked = performance.now();
  const ask = async (): Promise<void> => {
    while (!isOver) {
      asked = performance.now();
      await fetch(`${url}/health`).catch(() => undefined);
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  };
  void ask();
  return {
    end: () => {
      isOver = true;
      return longest;
    },
  };
}
