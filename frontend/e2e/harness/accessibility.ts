/** What assistive tools would stumble over on a page, found by axe. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import { THEMES, type ThemeName, wear } from "./themes";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** The rules that look at colours: all that another theme can break. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** What fades in or out has done so by then. */
const SETTLED_MS = 10_000;
const softly = expect.configure({ soft: true });

/** Nothing stands in the way, not what axe calls minor either, once what fades in or out has done so: a barrier stays, a moment passes. */
export async function expectNoBarriers(
  page: Page,
  face: string,
  rules: readonly string[] | null = null,
): Promise<void> {
  // Softly: one run tells of all states that want something.
  await softly.poll(() => findBarriers(page, rules), { message: face, timeout: SETTLED_MS }).toEqual([]);
}

/** The same in every theme: all rules in one of them, and those of colours in each. The page wears the last one then. */
export async function expectNoBarriersInAnyTheme(page: Page, face: string): Promise<void> {
  const [first, ...others] = Object.keys(THEMES) as ThemeName[];
  if (first === undefined) throw new Error("There are no themes.");
  await wear(page, first);
  await expectNoBarriers(page, `${face}, ${first}`);
  for (const theme of others) {
    await wear(page, theme);
    await expectNoBarriers(page, `${face}, ${theme}`, OF_COLOURS);
  }
}

/** The findings, each as the rule and the elements that break it. */
async function findBarriers(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  // By the protocol, not by a script element: the page's policy allows no foreign script.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await readAxe());
  const violations = await page.evaluate(async (only) => {
    const { axe } = globalThis as typeof globalThis & { axe: Pick<typeof import("axe-core"), "run"> };
    // An open menu is a layer above the page, as its ARIA pattern has it, and in no landmark.
    const region = { enabled: document.querySelector("[role=menu]") === null };
    const results = await axe.run(document, {
      resultTypes: ["violations"],
      ...(only === null ? { rules: { region } } : { runOnly: [...only] }),
    });
    return results.violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ html }) => html) }));
  }, rules);
  return violations.map(({ id, targets }) => `${id}: ${targets.join(" | ")}`);
}

let source: Promise<string> | null = null;

function readAxe(): Promise<string> {
  source ??= readFile(AXE, "utf8");
  return source;
}
