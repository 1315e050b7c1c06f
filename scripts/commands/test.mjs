// npm test: everything there is to check, and one summary. With the name of a part, that part's suite in this terminal.

import {
  buildCheck,
  check,
  pageTool,
  printFailures,
  runLanes,
  serverTool,
  staticChecks,
  suites,
  workCheck,
} from "../lib/checks.mjs";
import { ensureChromium } from "../lib/chromium.mjs";
import { ensureCompiledWheel } from "../lib/compiled-wheel.mjs";
import { ensureDeploymentPrograms } from "../lib/deployment-programs.mjs";
import { Failure } from "../lib/failure.mjs";
import { ensureGo } from "../lib/go.mjs";
import { buildImage, IMAGE } from "../lib/image/build.mjs";
import { BUILDAH_ENVIRONMENT, ensureBuildah } from "../lib/image/buildah.mjs";
import { ensureNativeRoom } from "../lib/native.mjs";
import { ensureBuiltPage, ensurePagePackages } from "../lib/page.mjs";
import { ensurePythonPackages } from "../lib/python-packages.mjs";
import { runInTerminal } from "../lib/run.mjs";
import { withoutSettings } from "../lib/settings.mjs";
import { ensurePackages } from "../lib/setup.mjs";
import { allPassed, summarize } from "../lib/summary.mjs";
import { installWheel, WHEEL_ENVIRONMENT, WHEELS } from "../lib/wheel.mjs";

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const PARTS = {
  backend: testBackend,
  frontend: testFrontend,
  e2e: testInBrowser,
  image: testImage,
  wheel: testWheel,
};

/** @param {string[]} args a part and what its test runner takes, or nothing */
export async function command([name, ...args]) {
  if (name === undefined) return testEverything();
  const part = PARTS[name];
  if (part === undefined) {
    throw new Failure(`"${name}" is no part that can be tested alone: use one of ${Object.keys(PARTS).join(", ")}.`);
  }
  return part(args);
}

async function testEverything() {
  const started = performance.now();
  await ensurePackages({ withTests: true });
  await ensureDeploymentPrograms();
  await ensureNativeRoom();
  await ensureCompiledWheel();
  const chromium = await browserEnvironment();
  const browser = check("tests: browser", browserTests([]), chromium);

  const image = await imageChecks(chromium);

  const checks = staticChecks();
  const tests = suites();
  const rows = await runLanes([
    [...checks.server, ...tests.server],
    [...checks.page, ...tests.page, buildCheck, ...wheelChecks(chromium), ...image],
  ]);
  const isBuilt = rows.some((row) => row.name === buildCheck.name && row.result === "passed");
  // Alone, because they watch time pass in a real browser.
  if (isBuilt) rows.push(...(await runLanes([[browser]])));
  else rows.push({ name: browser.name, result: "not run", seconds: 0, output: "" });

  printFailures(rows);
  console.log(`\n${summarize(rows, (performance.now() - started) / 1000)}`);
  return allPassed(rows) ? 0 : 1;
}

/** @param {string[]} args */
async function testBackend(args) {
  // Some tests speak with Yjs in Node.
  await ensurePackages({ withTests: true });
  await ensureDeploymentPrograms();
  return runHere(serverTool("pytest", ...args), withoutSettings(process.env));
}

/** @param {string[]} args */
async function testFrontend(args) {
  await ensurePagePackages({ withTests: true });
  await ensurePythonPackages();
  await ensureGo();
  return runHere(pageTool("vitest", "vitest", "run", ...args), withoutSettings(process.env));
}

/** @param {string[]} args */
async function testInBrowser(args) {
  await ensurePackages({ withTests: true });
  const env = await browserEnvironment();
  await ensureCompiledWheel();
  await ensureBuiltPage();
  return runHere(browserTests(args), env);
}

/** @param {string[]} args */
async function testImage(args) {
  const obstacle = await ensureBuildah();
  if (obstacle !== null) throw new Failure(`The container image cannot be built here: ${obstacle}.`);
  await ensurePackages({ withTests: true });
  const chromium = await browserEnvironment();
  await buildImage({ compiled: true });
  return runHere(serverTool("pytest", "tests/image", ...args), imageEnvironment(chromium));
}

/**
 * The checks of the container image, where it can be built.
 * @param {NodeJS.ProcessEnv} chromium
 */
async function imageChecks(chromium) {
  const obstacle = await ensureBuildah();
  if (obstacle !== null) {
    console.log(`  (NOT CHECKED: the container image, because ${obstacle})`);
    return [];
  }
  return [
    workCheck("build: image", () => buildImage({ compiled: false })),
    check("tests: image", serverTool("pytest", "tests/image"), imageEnvironment(chromium)),
  ];
}

/** @param {string[]} args */
async function testWheel(args) {
  await ensurePackages({ withTests: true });
  const chromium = await browserEnvironment();
  await installWheel();
  return runHere(serverTool("pytest", "tests/wheel", ...args), wheelEnvironment(chromium));
}

/** @param {NodeJS.ProcessEnv} chromium */
function wheelChecks(chromium) {
  return [
    workCheck("build: wheel", installWheel),
    check("tests: wheel", serverTool("pytest", "tests/wheel"), wheelEnvironment(chromium)),
  ];
}

/**
 * The environment that tells the tests of the wheel where it is, and where it is installed.
 * @param {NodeJS.ProcessEnv} chromium
 */
function wheelEnvironment(chromium) {
  return { ...chromium, ALGOROOM_WHEELS: WHEELS, ALGOROOM_WHEEL_ENVIRONMENT: WHEEL_ENVIRONMENT };
}

/**
 * The environment that tells the tests of the image where it is.
 * @param {NodeJS.ProcessEnv} chromium
 */
function imageEnvironment(chromium) {
  return { ...chromium, ...BUILDAH_ENVIRONMENT, ALGOROOM_IMAGE: IMAGE };
}

/** @param {string[]} args */
function browserTests(args) {
  return pageTool("@playwright/test", "playwright", "test", ...args);
}

/** The environment that tells the browser tests which Chromium runs here. */
async function browserEnvironment() {
  return { ...withoutSettings(process.env), CHROMIUM_PATH: await ensureChromium() };
}

/**
 * @param {import("../lib/checks.mjs").Program} program
 * @param {NodeJS.ProcessEnv} env
 */
function runHere({ command, args, cwd }, env) {
  return runInTerminal(command, args, { cwd, env });
}
