/** Compiles C and C++ by clang in the sandbox's worker; a "run" writes the complaints and answers the module. */
import { serveLanguage } from "../sandbox/worker";
import { loadClang } from "./clang";
import { Compilation } from "./compilation";

serveLanguage(async (assets, host) => {
  const clang = await loadClang(assets);
  const compilation =
    assets.headers instanceof ArrayBuffer
      ? new Compilation(clang, "cpp", new Uint8Array(assets.headers))
      : new Compilation(clang, "c");
  const encoder = new TextEncoder();
  return {
    run({ code, files, fileName }, finish) {
      const startedAt = performance.now();
      void compilation.compile(code, fileName, files).then(({ module, said, error }) => {
        host.write("stderr", encoder.encode(said));
        const durationMs = performance.now() - startedAt;
        if (module === null) finish({ outcome: "failed", error, durationMs, renew: false });
        else finish({ outcome: "succeeded", error: null, durationMs, renew: false, product: module });
      });
    },
  };
});
