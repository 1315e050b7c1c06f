/** Compiles Go in the sandbox's worker; a "run" writes the complaints and answers the module. */
import type { WorkerAssets } from "../sandbox/messages";
import { serveLanguage } from "../sandbox/worker";
import { Toolchain } from "./toolchain";
import { filesIn } from "./untar";

function bytesOf(assets: WorkerAssets, name: string): Uint8Array<ArrayBuffer> {
  const asset = assets[name];
  if (!(asset instanceof ArrayBuffer)) throw new TypeError(`A part of Go is missing: ${name}.`);
  return new Uint8Array(asset);
}

serveLanguage(async (assets, host) => {
  const [compile, link] = await Promise.all(
    ["compile", "link"].map((name) => WebAssembly.compile(bytesOf(assets, name))),
  );
  if (compile === undefined || link === undefined) throw new TypeError("Go's tools are missing.");
  const toolchain = new Toolchain({ compile, link });
  for (const [path, archive] of filesIn(bytesOf(assets, "packages"))) toolchain.addPackage(path, archive);
  const encoder = new TextEncoder();
  return {
    run({ code, files, fileName }, finish, parts) {
      const startedAt = performance.now();
      for (const name of Object.keys(parts)) toolchain.addPackage(name, bytesOf(parts, name));
      void toolchain.build(code, fileName, files).then(({ module, said, error }) => {
        host.write("stderr", encoder.encode(said));
        const durationMs = performance.now() - startedAt;
        if (module === null) finish({ outcome: "failed", error, durationMs, renew: false });
        else finish({ outcome: "succeeded", error: null, durationMs, renew: false, product: module });
      });
    },
  };
});
