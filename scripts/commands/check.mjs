// npm run check: format, lint and types.
import { printFailures, runLanes, staticChecks } from "../lib/checks.mjs";
import { ensurePackages } from "../lib/setup.mjs";
import { allPassed, summarize } from "../lib/summary.mjs";

export async function command() {
  await ensurePackages({ withTests: true });
  const started = performance.now();
  const { server, page } = staticChecks();
  const rows = await runLanes([server, page]);
  printFailures(rows);
  console.log(`\n${summarize(rows, (performance.now() - started) / 1000)}`);
  return allPassed(rows) ? 0 : 1;
}
