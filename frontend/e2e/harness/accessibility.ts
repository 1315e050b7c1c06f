/** What assistive tools would stumble over on a page, found by axe. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Nothing stands in the way, not what axe calls minor either, once what fades in or out has done so: a barrier stays, a moment passes. */
export async function expectNoBarriers(page: Page, face: string): Promise<void> {
  await expect.poll(() => findBarriers(page), { message: face }).toEqual([]);
}

/** The findings, each as the rule and the elements that break it. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  // By the protocol, not by a script element: the page's policy allows no foreign script.
  await page.evaluate(await readAxe());
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as typeof globalThis & { axe: Pick<typeof import("axe-core"), "run"> };
    const results = await axe.run(document, { resultTypes: ["violations"] });
    return results.violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ html }) => html) }));
  });
  return violations.map(({ id, targets }) => `${id}: ${targets.join(" | ")}`);
}

let source: Promise<string> | null = null;

function readAxe(): Promise<string> {
  source ??= readFile(AXE, "utf8");
  return source;
}
