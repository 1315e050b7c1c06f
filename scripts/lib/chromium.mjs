// A Chromium for the browser tests: one that is here and runs, or one fetched for them.
import { canInstallDebianPackages, installDebianPackages } from "./debian.mjs";
import { Failure } from "./failure.mjs";
import { installedChromiums } from "./installed-chromium.mjs";
import { pageProgram } from "./page.mjs";
import { FRONTEND, IS_WINDOWS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** A download that stalls is given up. */
const DOWNLOAD_SECONDS = 600;
const QUESTION_SECONDS = 30;

/**
 * The first Chromium that runs, or null. Some are only a note that says how to install one, or lack a system library.
 * @returns {Promise<string | null>}
 */
async function findRunningChromium() {
  for (const chromium of installedChromiums()) {
    // On Windows the question would open a window.
    if (IS_WINDOWS || (await run(chromium, ["--version"], { timeoutSeconds: QUESTION_SECONDS })).ok) return chromium;
  }
  return null;
}

/**
 * A Chromium that runs, fetched first if need be, by Playwright or as a Debian package.
 * @returns {Promise<string>} its path
 * @throws {Failure}
 */
export async function ensureChromium() {
  return (await findRunningChromium()) ?? (await step("Chromium fetched", fetchChromium));
}

async function fetchChromium() {
  if (process.env.CHROMIUM_PATH) {
    throw new Failure(`CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which does not run: correct or unset it.`);
  }
  const playwright = [pageProgram("@playwright/test", "playwright"), "install", "chromium"];
  let { output } = await run(process.execPath, playwright, { cwd: FRONTEND, timeoutSeconds: DOWNLOAD_SECONDS });
  const downloaded = await findRunningChromium();
  if (downloaded !== null) return downloaded;
  if (canInstallDebianPackages()) {
    output += (await installDebianPackages(["chromium"])).output;
    const packaged = await findRunningChromium();
    if (packaged !== null) return packaged;
  }
  throw new Failure(
    "The browser tests need Chromium or Chrome, which is not here and could not be fetched: install one, " +
      "or name one in CHROMIUM_PATH, then run the command again.",
    output,
  );
}
