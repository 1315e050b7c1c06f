/** That a page which breaks its own policy would be noticed by every test of the room. */

import { watchFaults } from "./harness/faults";
import { expect, test } from "./harness/fixtures";

test("what the page's policy forbids does not happen, and is noticed", async ({ browser, server }) => {
  const context = await browser.newContext();
  const violations = await watchFaults(context);
  const page = await context.newPage();
  await page.goto(server.url);
  await expect(page.getByRole("main")).toBeVisible();
  expect(violations).toEqual([]);
  const color = await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = "body { color: rgb(1, 2, 3) }";
    document.head.append(style);
    document.body.setAttribute("style", "color: rgb(1, 2, 3)");
    const script = document.createElement("script");
    script.textContent = "document.body.style.color = 'rgb(1, 2, 3)'";
    document.head.append(script);
    return getComputedStyle(document.body).color;
  });
  expect(color).not.toBe("rgb(1, 2, 3)");
  for (const directive of ["style-src-elem", "style-src-attr", "script-src-elem"]) {
    await expect.poll(() => violations.join("\n")).toContain(`${directive} forbids inline`);
  }
  await context.close();
});
