/** How the browser tests run: the room against a real server, and each runtime in a page of its own. */
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./e2e/harness/chromium";

/** A page, a second one and a server: two such sets are what two cores can carry. */
const WORKERS = 2;
/** Stories with several people and a server that restarts take a while where others share the machine. */
const TEST_MS = 240_000;
/** On a busy machine Python takes most of a minute to start, where it takes three seconds elsewhere; waiting costs nothing then. */
const EXPECT_MS = 60_000;

export default defineConfig({
  outputDir: "test-results",
  workers: WORKERS,
  // A shared machine may stall longer than any patience. What passes only at its second try is listed as flaky.
  retries: 1,
  timeout: TEST_MS,
  expect: { timeout: EXPECT_MS },
  forbidOnly: true,
  reporter: [["list"], ["./e2e/runtimes/ruleTable.ts"]],
  use: {
    browserName: "chromium",
    headless: true,
    launchOptions,
    locale: "en-GB",
    // Only then: a trace of every test takes a third of the time of all.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "room", testDir: "e2e", testIgnore: ["gallery/**", "harness/**", "image/**", "runtimes/**"] },
    // One page at a time: this suite measures how long Stop takes. What a trace adds to a page keeps previewed ones from ending.
    { name: "runtimes", testDir: "e2e/runtimes", workers: 1, use: { trace: "off" } },
  ],
});
