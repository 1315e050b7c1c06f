// The Chromiums of this machine, and how one is started for a test.
import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findOnPath, isExecutable } from "./find.mjs";

/** What Chromium is called on PATH, the plainest first. */
const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "microsoft-edge"];

const MAC_APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const WINDOWS_PROGRAMS = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/** Where Playwright's downloads have their executable, by system. */
const PLAYWRIGHT_EXECUTABLES = [
  "chrome-linux/chrome",
  "chrome-linux64/chrome",
  "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
  "chrome-win/chrome.exe",
  "chrome-win64/chrome.exe",
];

/** Flags that keep a browser under test quiet; root has no sandbox to offer it. */
export const CHROMIUM_ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/**
 * The executable of a Chromium on this machine, or null. CHROMIUM_PATH comes before all others.
 * @returns {string | null}
 */
export function findChromium() {
  return installedChromiums()[0] ?? null;
}

/**
 * All Chromiums here, the preferred one first.
 * @returns {string[]}
 */
export function installedChromiums() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return [chosen];
  const programFolders = [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA];
  return [
    ...NAMES.flatMap((name) => findOnPath(name)),
    ...(process.platform === "darwin" ? MAC_APPLICATIONS : []),
    ...programFolders.flatMap((folder) => (folder ? WINDOWS_PROGRAMS.map((name) => path.join(folder, name)) : [])),
    ...playwrightDownloads(),
  ].filter(isExecutable);
}

/** Playwright's own Chromiums, the newest first. */
function playwrightDownloads() {
  const home = os.homedir();
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    { darwin: path.join(home, "Library/Caches/ms-playwright"), win32: path.join(home, "AppData/Local/ms-playwright") }[
      /** @type {string} */ (process.platform)
    ] ??
    path.join(home, ".cache/ms-playwright");
  return entriesOf(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((one, other) => other.localeCompare(one, "en", { numeric: true }))
    .flatMap((name) => PLAYWRIGHT_EXECUTABLES.map((file) => path.join(cache, name, file)));
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
