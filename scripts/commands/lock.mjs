// npm run lock: write the server's locks anew from backend/pyproject.toml, with hashes and without any index's address.
import path from "node:path";
import { BACKEND, FRONTEND, SCRIPTS } from "../lib/paths.mjs";
import { step } from "../lib/progress.mjs";
import { getPython } from "../lib/python.mjs";
import { getUv, mustRunUv } from "../lib/uv.mjs";

const SHARED = ["export", "--no-emit-project", "--no-annotate", "--no-header", "--format", "requirements.txt"];

/** For the Python that runs in the browser, which is not the server's, and for the Go that is made for it. */
const LOCK_PACKAGES = [
  ...["pip", "compile", "requirements.in", "--output-file", "requirements.lock", "--python-version", "3.14"],
  ...[
    "--only-binary",
    ":all:",
    "--generate-hashes",
    "--upgrade",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
  ],
];

export async function command() {
  const uv = await getUv();
  const python = await getPython(uv);
  for (const args of [
    ["--no-dev", "--output-file", "requirements.lock"],
    ["--output-file", "requirements-dev.lock"],
    ["--only-group", "native", "--output-file", "requirements-native.lock"],
    ["--only-group", "image", "--output-file", "requirements-image.lock"],
  ]) {
    await step(`${args.at(-1)} written`, () =>
      mustRunUv(
        "uv could not lock the server's packages; what it said is above.",
        uv,
        [...SHARED, "--python", python, ...args],
        {
          cwd: BACKEND,
        },
      ),
    );
  }
  for (const folder of [path.join(FRONTEND, "python-packages"), path.join(SCRIPTS, "go-toolchain")]) {
    await step(`${path.basename(folder)}/requirements.lock written`, () =>
      mustRunUv("uv could not lock what browsers run; what it said is above.", uv, LOCK_PACKAGES, { cwd: folder }),
    );
  }
  return 0;
}
