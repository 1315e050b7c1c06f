/** How pictures of every state are taken: `npm run gallery` in frontend/. No part of the tests: they are there to be looked at. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "../harness/chromium";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/gallery-run",
  workers: 2,
  timeout: 600_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: { browserName: "chromium", headless: true, launchOptions, locale: "en-GB", reducedMotion: "reduce" },
});
