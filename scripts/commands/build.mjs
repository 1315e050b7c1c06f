// npm run build: the page, built into frontend/dist.
import { ensureBuiltPage, ensurePagePackages } from "../lib/page.mjs";

export async function command() {
  await ensurePagePackages({ withTests: false });
  await ensureBuiltPage();
  console.log("The built page lies in frontend/dist.");
  return 0;
}
