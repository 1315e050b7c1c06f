// The nginx that the tests of several servers stand behind.
import path from "node:path";
import { canInstallDebianPackages, installDebianPackages } from "./debian.mjs";
import { findOnPath } from "./find.mjs";
import { step } from "./progress.mjs";

/** Debian keeps it where only root looks. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** Install nginx if it is missing and we may. Where we may not, the tests that need it say how to get it. */
export async function ensureNginx() {
  const folders = [process.env.PATH ?? "", ...SYSTEM_FOLDERS].join(path.delimiter);
  if (findOnPath("nginx", folders).length > 0 || !canInstallDebianPackages()) return;
  await step("nginx fetched", () => installDebianPackages(["nginx-light"]));
}
