// What the tests of deploying start or ask: the proxies of docs/deploying.md, and systemd's judgement of a unit.
import path from "node:path";
import { canInstallDebianPackages, installDebianPackages } from "./debian.mjs";
import { findOnPath } from "./find.mjs";
import { step } from "./progress.mjs";

/** Debian keeps some where only root looks. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** Each program, and Debian's package of it. */
const PACKAGES = { nginx: "nginx-light", caddy: "caddy", "systemd-analyze": "systemd" };

/** Install what is missing if we may. Where we may not, the tests that need it say how to get it. */
export async function ensureDeploymentPrograms() {
  const folders = [process.env.PATH ?? "", ...SYSTEM_FOLDERS].join(path.delimiter);
  const missing = Object.entries(PACKAGES).filter(([program]) => findOnPath(program, folders).length === 0);
  if (missing.length === 0 || !canInstallDebianPackages()) return;
  const names = missing.map(([program]) => program).join(", ");
  await step(`${names} fetched`, () => installDebianPackages(missing.map(([, name]) => name)));
}
