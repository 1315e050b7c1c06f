/** A program that takes all memory harms itself alone. */
import { expect, test } from "./fixtures";
import { has, LANGUAGES } from "./programs";

for (const { language, eatsMemory, hello } of LANGUAGES) {
  if (!has(eatsMemory)) continue;
  test(`${language} that eats all memory fails, and the next run works`, async ({ browser, site }) => {
    const page = await browser.newPage();
    await page.goto(site.url);
    // Playwright takes the death of a frame for the page's and speaks to the page no more, so the page itself reports.
    await page.evaluate(([name, bomb, next]) => window.lab.runAndReport(name, [bomb, next]), [
      language,
      eatsMemory,
      hello,
    ] as const);
    await expect.poll(() => site.reports.length, { timeout: 45_000 }).toBe(2);
    const [bombed, next] = site.reports.splice(0);
    expect(bombed).toMatchObject({ result: { outcome: "failed" } });
    expect(bombed?.result.error).toMatch(/memory/i);
    expect(next).toMatchObject({ result: { outcome: "succeeded" }, stdout: "hello\n" });
    await page.close();
  });
}
