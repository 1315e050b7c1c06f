/** Runs JavaScript in the sandbox's worker, one program per worker: a module, as `node main.mjs` would run it. */
import type { RunRequest } from "../contract";
import { type Ending, INPUT_UNAVAILABLE, type LanguageWorker, serveLanguage, type WorkerHost } from "../sandbox/worker";
import { makeConsole, type Print } from "./console";
import { describeUncaught } from "./errors";
import { Liveness } from "./liveness";
import { makeProcess, type ProcessLike } from "./process";

const SCRIPT = "text/javascript";

/** Thrown by `process.exit` where the worker cannot simply stand still; nobody's error. */
const EXIT = Symbol("exit");

/** Where blob workers do not exist, blob modules do not either. */
function urlOf(module: string): string {
  return globalThis.location.protocol === "data:"
    ? `data:${SCRIPT};charset=utf-8,${encodeURIComponent(module)}`
    : URL.createObjectURL(new Blob([module], { type: SCRIPT }));
}

/** One program from its first statement to its end. */
class Program {
  private readonly encoder = new TextEncoder();
  private readonly liveness = new Liveness(() => this.endIfIdle());
  private readonly process: ProcessLike;
  private readonly startedAt = performance.now();
  private evaluated = false;
  private ended = false;

  constructor(
    private readonly host: WorkerHost,
    private readonly request: RunRequest,
    private readonly finish: (ending: Ending) => void,
  ) {
    const { fileName } = request;
    this.process = makeProcess({ print: this.print, fileName, exit: (code) => this.exit(code) });
  }

  start(): void {
    this.installGlobals();
    const { code, fileName } = this.request;
    import(/* @vite-ignore */ urlOf(`${code}\n//# sourceURL=${fileName}`)).then(
      () => {
        this.evaluated = true;
        this.liveness.checkSoon();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private readonly print: Print = (stream, text) => {
    if (!this.ended) this.host.write(stream, this.encoder.encode(text));
  };

  private installGlobals(): void {
    Object.assign(globalThis.console, makeConsole(this.print));
    this.liveness.install();
    Object.assign(globalThis, {
      process: this.process,
      prompt: (message: unknown = "") => this.ask(String(message)),
      alert: (message: unknown = "") => this.print("stdout", `${message}\n`),
      close: () => this.exit(0),
    });
    globalThis.addEventListener("error", (event) => {
      event.preventDefault();
      this.fail(event.error ?? new Error(event.message));
    });
    globalThis.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.fail(event.reason);
    });
  }

  private ask(message: string): string | null {
    if (message !== "") this.print("stdout", message);
    const answer = this.host.readLine();
    if (answer.kind === "unavailable") throw new Error(`prompt: ${INPUT_UNAVAILABLE}`);
    return answer.kind === "line" ? answer.text : null;
  }

  private endIfIdle(): void {
    if (this.evaluated && this.liveness.count === 0) {
      this.endWithCode(this.process.exitCode ?? 0, this.liveness.lastBusyAt);
    }
  }

  private exit(code: number): never {
    this.endWithCode(code);
    // Nothing after this line of the program may happen: the broker ends the worker meanwhile.
    this.host.sleep(Number.POSITIVE_INFINITY);
    throw EXIT;
  }

  private endWithCode(code: number, at: number = performance.now()): void {
    if (code === 0) this.end("succeeded", null, at);
    else this.end("failed", `Exited with code ${code}.`, at);
  }

  private fail(thrown: unknown): void {
    if (this.ended || thrown === EXIT) return;
    const report = describeUncaught(thrown, this.request.code, this.request.fileName);
    this.print("stderr", report.text);
    this.end("failed", report.oneLine);
  }

  private end(outcome: "succeeded" | "failed", error: string | null, at: number = performance.now()): void {
    if (this.ended) return;
    this.ended = true;
    this.finish({ outcome, error, durationMs: at - this.startedAt, renew: false });
  }
}

serveLanguage(
  async (_assets, host): Promise<LanguageWorker> => ({
    run: (request, finish) => new Program(host, request, finish).start(),
  }),
);
