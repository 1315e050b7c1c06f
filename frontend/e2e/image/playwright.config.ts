/** Two people in the container that backend/tests/image runs: it names the address in ALGOROOM_URL. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "../harness/chromium";

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/image",
  // The image is tried while other suites run: waiting costs nothing when it answers.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  use: { browserName: "chromium", headless: true, launchOptions, locale: "en-GB", trace: "retain-on-failure" },
});
