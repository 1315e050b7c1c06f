// The figures as tables, with the aims beside them, between two marks of ../README.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { KERNELS, LANGUAGES } from "./languages.mjs";

const README = new URL("../README.md", import.meta.url);
const START = "<!-- runners -->";
const END = "<!-- end of runners -->";
const NONE = "–";

const ms = (value) => (value === null || value === undefined ? NONE : value < 100 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes) => (bytes / 1e6).toFixed(2);

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** How much slower the browser is, or why there is no figure. */
function ratio(kernel) {
  if (kernel === undefined || kernel.page.answer === null) return NONE;
  if (kernel.native === null) return `${ms(kernel.page.ms)} ms`;
  const same = kernel.page.answer === kernel.native.answer ? "" : " **another answer**";
  return `${(kernel.page.ms / kernel.native.ms).toFixed(1)} × (${ms(kernel.page.ms)} / ${ms(kernel.native.ms)})${same}`;
}

const answersOf = (languages, kernel) =>
  new Set(Object.values(languages).flatMap(({ kernels }) => (kernels[kernel] ? [kernels[kernel].page.answer] : [])));

function kernelTable(entries, languages) {
  const rows = entries.map(([id, { kernels, native }]) => [
    LANGUAGES[id].label,
    ...KERNELS.map((kernel) => ratio(kernels[kernel])),
    native ?? "not on this machine",
  ]);
  const answers = KERNELS.map((kernel) => [...answersOf(languages, kernel)].join(" and "));
  return table(["language", ...KERNELS, "native"], [...rows, ["answer of all", ...answers, ""]]);
}

function waitTable(entries, pageBytes) {
  const rows = entries.map(([id, { first, second, stop }]) => [
    LANGUAGES[id].label,
    megabytes(first.bytes - pageBytes),
    ms(first.cold),
    ms(second.cold),
    ms(second.ready),
    ms(first.warm),
    ms(first.again),
    ms(stop.median),
    ms(stop.slowest),
    ms(stop.again),
    `${ms(first.typing.slowestKey)} (${first.typing.keys} keys)`,
  ]);
  const head = ["language", "MB over the wire", "first visit", "second visit", "ready, second visit", "warm", "again", "Stop to next"];
  return table([...head, "slowest of 5", "Stop to the same", "slowest key while loading"], rows);
}

/** What is promised, and what was measured of it. */
function aims({ languages }) {
  const rows = [];
  const aim = (what, limit, value) => {
    if (value !== undefined && value !== null) {
      rows.push([what, `≤ ${limit} ms`, `${ms(value)} ms`, value <= limit ? "yes" : "**no**"]);
    }
  };
  for (const id of ["python", "javascript"]) aim(`${LANGUAGES[id].label}: warm click to first output`, 20, languages[id]?.first.warm);
  aim("Python: first output of a second visit, Run pressed at once", 600, languages.python?.second.cold);
  aim("Python: the same on a first visit", 3000, languages.python?.first.cold);
  for (const id of ["cpp", "go"]) aim(`${LANGUAGES[id].label}: warm click to first output`, 1000, languages[id]?.first.warm);
  for (const [id, { stop }] of Object.entries(languages)) aim(`${LANGUAGES[id].label}: Stop to the next run's output`, 300, stop.median);
  for (const [id, { first }] of Object.entries(languages)) aim(`${LANGUAGES[id].label}: a key shows while it loads`, 100, first.typing.slowestKey);
  return table(["aim", "wanted", "measured", "met"], rows);
}

function machine() {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  const [day] = new Date().toISOString().split("T");
  return `${day}, commit ${commit}; ${os.cpus()[0].model}, ${os.cpus().length} cores; Linux ${os.release()}. Load average ${os.loadavg()[0].toFixed(1)}.`;
}

/** Puts the tables in the place of those that are there. */
export function writeTables(results) {
  const { languages, page } = results;
  const entries = Object.keys(LANGUAGES).flatMap((id) => (languages[id] ? [[id, languages[id]]] : []));
  const text = [
    machine(),
    `The page itself: ${megabytes(page)} MB, compressed.`,
    "**How long one waits**, in ms from the click on Run to the first output on the screen.",
    waitTable(entries, page),
    "**Kernels**: how many times slower than the native language on the same machine (ms in the browser / ms native).",
    kernelTable(entries, languages),
    "**Against the aims**",
    aims(results),
  ].join("\n\n");
  const readme = readFileSync(README, "utf8");
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`benchmarks/README.md has no place for the table: ${START} … ${END}`);
  writeFileSync(README, `${before}${START}\n${text}\n\n${END}${after}`);
}
