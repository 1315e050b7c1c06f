/** Runs a compiled program in the sandbox's worker: a WebAssembly module that knows WASI (preview 1), once. */
import type { RunRequest } from "../../contract";
import { capMemory } from "../../sandbox/capMemory";
import type { BootAssets } from "../../sandbox/messages";
import { watchMemory } from "../../sandbox/watchMemory";
import { type Ending, serveLanguage, type WorkerHost } from "../../sandbox/worker";
import { readLines } from "./lineTable";
import { explainTrap } from "./trap";
import { Exited, InputUsedUp, Wasi } from "./wasi";

/** What a program may use; beyond it allocating fails. */
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

/** How far back a chain of calls is told. */
const TRACED_CALLS = 40;

/** What a language's programs need beside the module. */
export interface ProgramKind {
  /** `NAME=value`, as the program finds them. */
  readonly environment?: readonly string[];
  /**
   * What a code other than 0 means, from the end of what the program wrote to standard error: what is written behind it, and one
   * line. Null where the code says it all.
   */
  readonly explainExit?: (
    code: number,
    lastWords: string,
    fileNames: readonly string[],
  ) => { report: string; error: string } | null;
}

class Program {
  private startedAt = performance.now();
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly host: WorkerHost,
    private readonly request: RunRequest,
    private readonly finish: (ending: Ending) => void,
    private readonly kind: ProgramKind,
  ) {}

  async run({ program, diagnostics, error }: BootAssets): Promise<void> {
    if (typeof diagnostics === "string") this.complain(diagnostics);
    if (program instanceof ArrayBuffer) await this.start(capMemory(new Uint8Array(program), MAX_MEMORY_BYTES));
    else this.end(typeof error === "string" ? error : "There is no program.");
  }

  private async start(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const wasi = new Wasi(this.host, this.kind.environment);
    wasi.folder.lay(this.request.files ?? []);
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, wasi.imports);
    Error.stackTraceLimit = TRACED_CALLS;
    this.startedAt = performance.now();
    this.end(this.endOf(wasi, () => wasi.start(instance), bytes));
  }

  /** One line about what went wrong, null when nothing did. */
  private endOf(wasi: Wasi, start: () => void, bytes: Uint8Array): string | null {
    try {
      start();
      return null;
    } catch (thrown) {
      if (thrown instanceof Exited) return this.meaningOf(thrown.code, wasi.lastWords);
      if (thrown instanceof InputUsedUp) {
        this.complain(`${thrown.message}\n`);
        return thrown.message;
      }
      wasi.flush();
      const { report, error } = explainTrap(thrown, wasi.lastWords, readLines(bytes, this.fileNames));
      this.complain(report);
      return error;
    }
  }

  /** The entry file and those beside it. */
  private get fileNames(): readonly string[] {
    const { fileName, files = [] } = this.request;
    return [fileName, ...files.map(({ name }) => name)];
  }

  private meaningOf(code: number, lastWords: string): string | null {
    if (code === 0) return null;
    const explained = this.kind.explainExit?.(code, lastWords, this.fileNames) ?? null;
    if (explained === null) return `Exited with code ${code}.`;
    this.complain(explained.report);
    return explained.error;
  }

  private complain(text: string): void {
    this.host.write("stderr", this.encoder.encode(text));
  }

  private end(error: string | null): void {
    const durationMs = performance.now() - this.startedAt;
    this.finish({ outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false });
  }
}

/** A worker for the programs of one language. */
export function serveProgram(kind: ProgramKind = {}): void {
  serveLanguage(
    async (_assets, host) => ({
      run: (request, finish, parts) =>
        void new Program(host, request, finish, kind).run(parts).catch((error: unknown) => {
          const said = error instanceof Error ? error.message : String(error);
          finish({ outcome: "failed", error: said, durationMs: 0, renew: false });
        }),
    }),
    watchMemory(),
  );
}
