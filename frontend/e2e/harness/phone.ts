/** What keeps somebody with a phone from using a page: it scrolls sideways, or what is to be pressed is cut off or too small. */
import { expect, type Page } from "@playwright/test";

const softly = expect.configure({ soft: true });

/** All of it can be reached with a finger. */
export async function expectToFitPhone(page: Page, face: string): Promise<void> {
  await softly.poll(() => findObstacles(page), { message: face, timeout: 5_000 }).toEqual([]);
}

const findObstacles = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    /** CSS pixels, as WCAG 2.2 has them (2.5.8), which leaves out words within a text, as places in an error are. */
    const SMALLEST = 24;
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    if ((document.scrollingElement?.scrollWidth ?? 0) > width) found.push("The page scrolls sideways.");
    const scrollsSideways = (element: Element): boolean => {
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        const { overflowX } = getComputedStyle(around);
        if (/auto|scroll/.test(overflowX) && around.scrollWidth > around.clientWidth) return true;
      }
      return false;
    };
    const targets = "button, a[href], input, textarea, select, summary, [role=tab], [role=menuitem], [role=option]";
    for (const element of document.querySelectorAll<HTMLElement>(targets)) {
      const isOut =
        !element.checkVisibility({ visibilityProperty: true }) || element.closest("[inert], .cm-editor, [data-stream]");
      const box = (element.closest("label") ?? element).getBoundingClientRect();
      if (isOut || box.width <= 1) continue;
      const name = `${element.tagName} “${(element.ariaLabel ?? element.textContent).trim().slice(0, 60)}”`;
      if (Math.min(box.width, box.height) < SMALLEST) {
        found.push(`${name} is ${Math.round(box.width)} × ${Math.round(box.height)}.`);
      }
      if ((box.left < -1 || box.right > width + 1) && !scrollsSideways(element)) found.push(`${name} is cut off.`);
    }
    for (const { textContent, scrollWidth, clientWidth } of document.querySelectorAll("h2")) {
      // One that is only heard is a pixel wide.
      if (clientWidth > 1 && scrollWidth > clientWidth) found.push(`The heading “${textContent}” is cut off.`);
    }
    return found;
  });
