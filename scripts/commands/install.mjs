// npm run install:all: everything that developing and testing needs, the browser included.
import { ensureChromium } from "../lib/chromium.mjs";
import { ensureNginx } from "../lib/nginx.mjs";
import { ensurePackages } from "../lib/setup.mjs";

export async function command() {
  await ensurePackages({ withTests: true });
  await ensureChromium();
  await ensureNginx();
  console.log("Everything is installed.");
  return 0;
}
