/** Runs a compiled program in the sandbox's worker: a WebAssembly module that knows WASI, once. */
import type { RunRequest } from "../../contract";
import { capMemory } from "../../sandbox/capMemory";
import type { BootAssets } from "../../sandbox/messages";
import { type Ending, serveLanguage, type WorkerHost } from "../../sandbox/worker";
import { readLines } from "./lineTable";
import { explainTrap } from "./trap";
import { Exited, InputUsedUp, Wasi } from "./wasi";

/** What a program may use; beyond it allocating fails. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

/** How far back a chain of calls is told. */
const TRACED_CALLS = 40;

class Program {
  private startedAt = performance.now();
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly host: WorkerHost,
    private readonly request: RunRequest,
    private readonly finish: (ending: Ending) => void,
  ) {}

  async run({ program, diagnostics, error }: BootAssets): Promise<void> {
    if (typeof diagnostics === "string") this.complain(diagnostics);
    if (program instanceof ArrayBuffer) await this.start(capMemory(new Uint8Array(program), MAX_MEMORY_BYTES));
    else this.end(typeof error === "string" ? error : "There is no program.");
  }

  private async start(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const wasi = new Wasi(this.host);
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, wasi.imports);
    Error.stackTraceLimit = TRACED_CALLS;
    this.startedAt = performance.now();
    this.end(this.endOf(wasi, () => wasi.start(instance), bytes));
  }

  /** One line about what went wrong, null when nothing did. */
  private endOf(wasi: Wasi, start: () => void, bytes: Uint8Array): string | null {
    const { fileName } = this.request;
    try {
      start();
      return null;
    } catch (thrown) {
      if (thrown instanceof Exited) return thrown.code === 0 ? null : `Exited with code ${thrown.code}.`;
      if (thrown instanceof InputUsedUp) {
        this.complain(`${thrown.message}\n`);
        return thrown.message;
      }
      wasi.flush();
      const { report, error } = explainTrap(thrown, wasi.lastWords, readLines(bytes, fileName), fileName);
      this.complain(report);
      return error;
    }
  }

  private complain(text: string): void {
    this.host.write("stderr", this.encoder.encode(text));
  }

  private end(error: string | null): void {
    const durationMs = performance.now() - this.startedAt;
    this.finish({ outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false });
  }
}

serveLanguage(async (_assets, host) => ({
  run: (request, finish, parts) =>
    void new Program(host, request, finish).run(parts).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error);
      finish({ outcome: "failed", error: said, durationMs: 0, renew: false });
    }),
}));
