// npm start: install what is missing, build what changed, migrate, serve.
import { ensureServerPackages, migrateDatabase } from "../lib/backend.mjs";
import { endingSignal, exitCodeOf } from "../lib/children.mjs";
import { ensureNativeRoom } from "../lib/native.mjs";
import { ensureBuiltPage, ensurePagePackages } from "../lib/page.mjs";
import { BACKEND, VENV_PYTHON } from "../lib/paths.mjs";
import { ensurePortIsFree } from "../lib/port.mjs";
import { runInTerminal } from "../lib/run.mjs";
import { readPort, withDatabase } from "../lib/settings.mjs";

/** How often to ask whether the server answers yet. */
const ASK_MILLISECONDS = 50;

export async function command() {
  const port = readPort(process.env);
  await ensurePortIsFree(port);
  await ensurePagePackages({ withTests: false });
  await ensureServerPackages({ withTests: false });
  await ensureNativeRoom();
  await ensureBuiltPage();
  const env = withDatabase(process.env);
  const place = await migrateDatabase(env);

  const server = new AbortController();
  const announced = announce(port, place, server.signal);
  const code = await runInTerminal(VENV_PYTHON, ["-m", "app.main"], { cwd: BACKEND, env });
  server.abort();
  await announced;
  // The server ends its work in order and then by the signal that asked for it: that is no failure.
  const asked = endingSignal();
  return asked !== null && code === exitCodeOf(asked) ? 0 : code;
}

/**
 * Say where the server is as soon as it answers. With port 0 only the server's own log knows.
 * @param {number} port
 * @param {string} place
 * @param {AbortSignal} gone
 */
async function announce(port, place, gone) {
  while (port !== 0 && !gone.aborted && endingSignal() === null) {
    if (await answers(port, gone)) {
      console.log(`\nAlgoRoom is at http://localhost:${port}\nIts data lies in ${place}. Ctrl+C ends it.\n`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MILLISECONDS));
  }
}

/**
 * @param {number} port
 * @param {AbortSignal} gone
 */
async function answers(port, gone) {
  try {
    return (await fetch(`http://localhost:${port}/health`, { signal: gone })).ok;
  } catch {
    return false;
  }
}
