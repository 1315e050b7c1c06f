/** Runs Ruby in the sandbox's worker, one program per worker. */
import { Exited, InputUsedUp, Wasi } from "../compiled/program/wasi";
import type { RunRequest } from "../contract";
import { watchMemory } from "../sandbox/watchMemory";
import { serveLanguage, takeModule, type WorkerHost } from "../sandbox/worker";
import harness from "./harness.rb?raw";
import { RubyVm } from "./vm";

/** A call of the harness; the texts go as hexadecimal digits, in which nothing means anything to Ruby. */
function callOf({ code, files = [], fileName }: RunRequest): string {
  const literal = (text: string): string => {
    const digits = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0"));
    return `["${digits.join("")}"].pack("H*").force_encoding("UTF-8")`;
  };
  const beside = files.map(({ name, text }) => `${literal(name)} => ${literal(text)}`).join(", ");
  return `(${harness}).call(${literal(code)}, ${literal(fileName)}, {${beside}})`;
}

/** What the interpreter itself fails with, for who wrote Ruby. */
function explain(thrown: unknown): string {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  if (/call stack/i.test(said)) return "stack level too deep (SystemStackError)";
  if (/unreachable|out of bounds/.test(said)) return "Ruby ran out of memory, or crashed.";
  return said;
}

/** One line about what went wrong, null when nothing did. */
function runProgram(ruby: RubyVm, host: WorkerHost, request: RunRequest): string | null {
  try {
    return ruby.evaluate(callOf(request)) || null;
  } catch (thrown) {
    if (thrown instanceof Exited) return thrown.code === 0 ? null : `Exited with code ${thrown.code}.`;
    const said = thrown instanceof InputUsedUp ? thrown.message : explain(thrown);
    host.write("stderr", new TextEncoder().encode(`${said}\n`));
    return said;
  }
}

serveLanguage(async (assets, host) => {
  const wasi = new Wasi(host);
  const ruby = await RubyVm.boot(await takeModule(assets, "wasm"), wasi);
  return {
    run(request, finish) {
      const startedAt = performance.now();
      wasi.folder.lay(request.files ?? []);
      const error = runProgram(ruby, host, request);
      const durationMs = performance.now() - startedAt;
      finish({ outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false });
    },
  };
}, watchMemory());
