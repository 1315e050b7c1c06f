// npm run dev: the server with reload on 8000 and Vite on 5173, both logs in one terminal; or one of the two.
import path from "node:path";
import { ensureServerPackages, migrateDatabase } from "../lib/backend.mjs";
import { pageTool, serverTool } from "../lib/checks.mjs";
import { Failure } from "../lib/failure.mjs";
import { ensurePagePackages } from "../lib/page.mjs";
import { runTogether } from "../lib/parts.mjs";
import { BACKEND } from "../lib/paths.mjs";
import { ensurePortIsFree } from "../lib/port.mjs";
import { ensurePythonPackages } from "../lib/python-packages.mjs";
import { withDatabase } from "../lib/settings.mjs";

/** Where vite.config.ts sends what the page asks of the server, and where it serves the page. */
const BACKEND_PORT = 8000;
const PAGE_PORT = 5173;

/** @typedef {import("../lib/parts.mjs").Part} Part */

/** @type {Record<string, () => Promise<Part>>} */
const PARTS = { backend: prepareBackend, frontend: prepareFrontend };

/** @param {string[]} names of the parts; none means both */
export async function command(names) {
  /** @type {Part[]} */
  const parts = [];
  for (const name of names.length === 0 ? Object.keys(PARTS) : names) {
    const prepare = PARTS[name];
    if (prepare === undefined) throw new Failure(`"${name}" is not a part: use ${Object.keys(PARTS).join(" or ")}.`);
    parts.push(await prepare());
  }
  return runTogether(parts);
}

/** @returns {Promise<Part>} */
async function prepareBackend() {
  await ensurePortIsFree(BACKEND_PORT);
  await ensureServerPackages({ withTests: true });
  const env = { ...withDatabase(process.env), PORT: String(BACKEND_PORT) };
  const place = await migrateDatabase(env);
  console.log(`The server will be at http://localhost:${BACKEND_PORT}, its data in ${place}.`);
  return { label: "server", program: serverTool("app.main"), env, reloadOn: path.join(BACKEND, "app") };
}

/** @returns {Promise<Part>} */
async function prepareFrontend() {
  await ensurePortIsFree(PAGE_PORT);
  await ensurePagePackages({ withTests: true });
  await ensurePythonPackages();
  console.log(`The page will be at http://localhost:${PAGE_PORT}.`);
  return { label: "page", program: pageTool("vite", "vite"), env: process.env };
}
