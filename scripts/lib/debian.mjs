// Packages of Debian and its kin, which only root may install.
import { findOnPath } from "./find.mjs";
import { run } from "./run.mjs";

/** Whether this is a machine where we may install Debian packages. */
export function canInstallDebianPackages() {
  return process.getuid?.() === 0 && findOnPath("apt-get").length > 0;
}

/**
 * Install Debian packages and say whether that succeeded.
 * @param {readonly string[]} packages
 * @returns {Promise<import("./run.mjs").Outcome>}
 */
export async function installDebianPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const update = await run("apt-get", ["update", "-q"], { env });
  const install = await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...packages], { env });
  return { ...install, output: update.output + install.output };
}
