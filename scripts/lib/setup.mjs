// Everything that has to be there before something can run.
import { ensureServerPackages } from "./backend.mjs";
import { ensureGo } from "./go.mjs";
import { ensurePagePackages } from "./page.mjs";
import { ensurePythonPackages } from "./python-packages.mjs";

/**
 * Install what is missing for the page and the server.
 * @param {{ withTests: boolean }} wish
 */
export async function ensurePackages(wish) {
  await ensurePagePackages(wish);
  await ensureServerPackages(wish);
  await ensurePythonPackages();
  await ensureGo();
}
