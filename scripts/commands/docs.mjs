// npm run docs: write what docs/configuration.md says of each setting from the settings themselves.
import { ensureServerPackages } from "../lib/backend.mjs";
import { BACKEND, VENV_PYTHON } from "../lib/paths.mjs";
import { mustRun } from "../lib/run.mjs";

export async function command() {
  await ensureServerPackages({ withTests: false });
  await mustRun("The page could not be written; what went wrong is above.", VENV_PYTHON, ["settings_page.py"], {
    cwd: BACKEND,
  });
  console.log("docs/configuration.md says what the settings say.");
  return 0;
}
