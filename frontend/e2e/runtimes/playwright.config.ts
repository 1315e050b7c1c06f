/** Runs the runtimes' contract suite alone: `npx playwright test -c e2e/runtimes/playwright.config.ts`. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "../harness/chromium";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/runtimes",
  // One page at a time: the suite measures how long Stop takes.
  workers: 1,
  timeout: 60_000,
  reporter: [["list"], ["./ruleTable.ts"]],
  use: { browserName: "chromium", headless: true, launchOptions },
});
