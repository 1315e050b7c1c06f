// npm run install:all: everything that developing and testing needs, the browser included.
import { ensureChromium } from "../lib/chromium.mjs";
import { ensureDeploymentPrograms } from "../lib/deployment-programs.mjs";
import { ensurePackages } from "../lib/setup.mjs";

export async function command() {
  await ensurePackages({ withTests: true });
  await ensureChromium();
  await ensureDeploymentPrograms();
  console.log("Everything is installed.");
  return 0;
}
