/** How the browser tests start Chromium: the one that the commands would choose, or else Playwright's own. */
import type { LaunchOptions } from "@playwright/test";
import { CHROMIUM_ARGUMENTS, findChromium } from "../../../scripts/lib/installed-chromium.mjs";

const executablePath = findChromium();

export const launchOptions: LaunchOptions = {
  args: [...CHROMIUM_ARGUMENTS],
  ...(executablePath === null ? {} : { executablePath }),
};
