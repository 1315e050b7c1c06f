// buildah: builds the container image without a daemon, on a machine where we are root.
import os from "node:os";
import path from "node:path";
import { canInstallDebianPackages, installDebianPackages } from "../debian.mjs";
import { findOnPath } from "../find.mjs";
import { step } from "../progress.mjs";
import { mustRun } from "../run.mjs";

/** Images, layers and what they are made of. Outside the repository, so that a fresh clone finds them. */
export const STORE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "algoroom", "image");

/** What tells buildah to keep everything there; the tests that run the image need it too. */
export const BUILDAH_ENVIRONMENT = {
  BUILDAH_ISOLATION: "chroot",
  STORAGE_DRIVER: "overlay",
  ALGOROOM_IMAGE_STORE: STORE,
};

const PROGRAMS = ["buildah", "mmdebstrap", "bwrap"];
const PACKAGES = ["buildah", "mmdebstrap", "bubblewrap"];
const BUILD_SECONDS = 1800;

/**
 * Install what the check of the image needs, if we may.
 * @returns {Promise<string | null>} why the image cannot be built here; `null` when it can
 */
export async function ensureBuildah() {
  if (process.platform !== "linux" || process.arch !== "x64") return "it takes Linux on x86-64";
  if (process.getuid?.() !== 0) return "it takes root";
  if (missingPrograms().length > 0 && canInstallDebianPackages()) {
    await step("buildah fetched", () => installDebianPackages(PACKAGES));
  }
  const missing = missingPrograms();
  return missing.length === 0 ? null : `${missing.join(", ")} is not installed`;
}

function missingPrograms() {
  return PROGRAMS.filter((name) => findOnPath(name).length === 0);
}

/**
 * Run buildah, which must succeed; returns what it printed.
 * @param {string} failure the sentence to say when it does not
 * @param {...string} args
 */
export function buildah(failure, ...args) {
  const where = ["--root", path.join(STORE, "root"), "--runroot", path.join(STORE, "run")];
  const env = { ...process.env, ...BUILDAH_ENVIRONMENT };
  return mustRun(failure, "buildah", [...where, ...args], { env, timeoutSeconds: BUILD_SECONDS });
}
