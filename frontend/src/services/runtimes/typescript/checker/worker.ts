/** Checks types in a sandbox's worker of its own, beside the program; a "run" writes what it found. */
import type { WorkerAssets } from "../../sandbox/messages";
import { serveLanguage } from "../../sandbox/worker";
import { loadTypeScript } from "./load";
import { type Libraries, TypeChecker } from "./service";

const FILE_NAME = "main.ts";

function textOf(assets: WorkerAssets, name: string): string {
  const asset = assets[name];
  if (!(asset instanceof ArrayBuffer)) throw new TypeError(`A part of TypeScript is missing: ${name}.`);
  return new TextDecoder().decode(asset);
}

serveLanguage(async (assets, host) => {
  const typescript = loadTypeScript(textOf(assets, "service"));
  const libraries: Libraries = JSON.parse(textOf(assets, "libraries"));
  const checker = new TypeChecker(typescript, libraries, FILE_NAME);
  checker.check("");
  const encoder = new TextEncoder();
  return {
    run({ code, files }, finish) {
      const startedAt = performance.now();
      host.write("stderr", encoder.encode(checker.check(code, files)));
      finish({ outcome: "succeeded", error: null, durationMs: performance.now() - startedAt, renew: false });
    },
  };
});
