// The runners in Chromium: five kernels against the native language, and how long a person waits. Writes the table into ../README.md.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LANGUAGES } from "./languages.mjs";
import { measureLanguage, measurePage } from "./measure.mjs";
import { writeTables } from "./table.mjs";

const RESULTS = fileURLToPath(new URL("../../.tools/runners.json", import.meta.url));
const HELP = `The runners in Chromium, beside the native languages.

node benchmarks/runners/run.mjs --url http://127.0.0.1:8080 [python cpp …] [--no-readme]

--url        a server that serves the built page
LANGUAGES    these alone; what was measured of the others before stays in the table
--no-readme  print the figures only`;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    "no-readme": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (given.help || !given.url) {
  console.log(HELP);
  process.exit(given.help ? 0 : 2);
}

function readResults() {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    return { languages: {} };
  }
}

const wanted = positionals.length > 0 ? positionals : Object.keys(LANGUAGES);
const results = readResults();
results.page = await measurePage(given.url);
for (const language of wanted) {
  console.error(`${language} …`);
  try {
    results.languages[language] = await measureLanguage(given.url, language);
    console.log(language, JSON.stringify(results.languages[language]));
  } catch (error) {
    console.error(`${language} is left out: ${error instanceof Error ? error.message : error}`);
  }
  mkdirSync(path.dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, JSON.stringify(results, null, 2));
}
if (!given["no-readme"]) writeTables(results);
