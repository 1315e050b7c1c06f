/** One JavaScript program in the sandbox's worker: a module, as `node main.mjs` would run it. */
import type { RunRequest } from "../contract";
import { type Ending, INPUT_UNAVAILABLE, type WorkerHost } from "../sandbox/worker";
import { makeConsole, type Print } from "./console";
import { describeUncaught, type Source } from "./errors";
import { Liveness } from "./liveness";
import { FileModules, type OwnModules } from "./node/files";
import { inFunction, placeInProgram } from "./node/inFunction";
import { linkImports } from "./node/link";
import { type Modules, makeModules } from "./node/modules";
import { isPlain, runPlain } from "./plain";
import { makeProcess, type ProcessLike } from "./process";

const SCRIPT = "text/javascript";

/** Thrown by `process.exit` where the worker cannot simply stand still; nobody's error. */
const EXIT = Symbol("exit");

/** Where blob workers do not exist (WebKit), blob modules do not either. */
const canLoadModules = (): boolean => globalThis.location.protocol !== "data:";

const urlOf = (module: string): string => URL.createObjectURL(new Blob([module], { type: SCRIPT }));

/**
 * What is written, made into what runs.
 * @throws SyntaxError with its place as `loc`, where it cannot be.
 */
export type Compile = (code: string, fileName: string) => Source;

export const asItIs: Compile = (code) => ({ code, compiled: code, originalPlace: (place) => place });

const NOTHING: RunRequest = { code: "", fileName: "", stdin: "" };

/** The surroundings of one program, made beforehand, and the program from its first statement to its end. */
export class Program {
  private readonly encoder = new TextEncoder();
  private readonly liveness = new Liveness(() => this.endIfIdle());
  private readonly process: ProcessLike;
  private startedAt = performance.now();
  private evaluated = false;
  private ended = false;
  private request = NOTHING;
  private source = asItIs("", "");
  private modules: OwnModules | null = null;
  private finish: (ending: Ending) => void = () => {};

  constructor(
    private readonly host: WorkerHost,
    private readonly compile: Compile,
  ) {
    this.process = makeProcess({
      print: this.print,
      readLine: () => this.readLine("the input"),
      startedAt: () => this.startedAt,
      exit: (code) => this.exit(code),
    });
    this.installGlobals();
  }

  /** Called once. */
  run(request: RunRequest, finish: (ending: Ending) => void): void {
    const { code, fileName } = request;
    this.request = request;
    this.finish = finish;
    this.source = asItIs(code, fileName);
    this.process.argv.push(fileName);
    this.startedAt = performance.now();
    const modules = this.installModules();
    let evaluated: Promise<unknown>;
    try {
      this.source = this.compile(code, fileName);
      evaluated = this.evaluate(modules);
    } catch (error) {
      this.fail(error);
      return;
    }
    evaluated.then(
      () => {
        this.evaluated = true;
        this.liveness.checkSoon();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private evaluate(modules: Modules): Promise<unknown> {
    if (isPlain(this.source.compiled)) return this.evaluatePlain();
    return canLoadModules() ? this.evaluateModule(modules) : this.evaluateFunction(modules);
  }

  /** What it throws is told behind what it has promised, as a module's is. */
  private async evaluatePlain(): Promise<void> {
    runPlain(this.named(this.source.compiled));
  }

  private evaluateModule(modules: Modules): Promise<unknown> {
    const linked = linkImports(this.source.compiled, modules, urlOf);
    return import(/* @vite-ignore */ urlOf(this.named(linked)));
  }

  private evaluateFunction(modules: Modules): Promise<unknown> {
    const { originalPlace } = this.source;
    const text = inFunction(this.source.compiled, modules);
    this.source = { ...this.source, originalPlace: (place) => originalPlace(placeInProgram(place)) };
    // biome-ignore lint/security/noGlobalEval: this is the program, in the sandbox that is there for it.
    return globalThis.eval(this.named(text))();
  }

  /** The name by which errors tell where they come from. */
  private named(text: string): string {
    return `${text}\n//# sourceURL=${this.request.fileName}`;
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

  private installModules(): OwnModules {
    const readLine = (): string | null => this.readLine("the input");
    const files = this.request.files ?? [];
    const texts = new Map(files.map(({ name, text }) => [name, text]));
    const own = makeModules({ print: this.print, readLine, process: this.process, files: texts });
    const modules = new FileModules(own, files, this.compile);
    this.modules = modules;
    const module = { exports: {} };
    const require = Object.assign(modules.require, { main: module });
    Object.assign(globalThis, { require, module, exports: module.exports });
    return modules;
  }

  private readLine(asker: string): string | null {
    const answer = this.host.readLine();
    if (answer.kind === "unavailable") throw new Error(`${asker}: ${INPUT_UNAVAILABLE}`);
    return answer.kind === "line" ? answer.text : null;
  }

  private ask(message: string): string | null {
    if (message !== "") this.print("stdout", message);
    return this.readLine("prompt");
  }

  private endIfIdle(): void {
    if (!this.evaluated || this.liveness.count > 0 || this.ended) return;
    const { lastBusyAt } = this.liveness;
    try {
      this.process.emit("beforeExit", this.process.exitCode ?? 0);
      // A listener may have begun something new; Node asks again when that has ended.
      if (this.liveness.count === 0) this.endWithCode(this.process.exitCode ?? 0, lastBusyAt);
    } catch (error) {
      this.fail(error);
    }
  }

  private exit(code: number): never {
    this.endWithCode(code);
    // Nothing after this line of the program may happen: the broker ends the worker meanwhile.
    this.host.sleep(Number.POSITIVE_INFINITY);
    throw EXIT;
  }

  private endWithCode(asked: number, at: number = performance.now()): void {
    this.process.exitCode = asked;
    this.process.emit("exit", asked);
    const code = this.process.exitCode ?? 0;
    if (code === 0) this.end("succeeded", null, at);
    else this.end("failed", `Exited with code ${code}.`, at);
  }

  private fail(thrown: unknown): void {
    if (this.ended || thrown === EXIT) return;
    const report = describeUncaught(thrown, this.source, this.request.fileName, this.modules?.sources);
    this.print("stderr", report.text);
    this.end("failed", report.oneLine);
  }

  private end(outcome: "succeeded" | "failed", error: string | null, at: number = performance.now()): void {
    if (this.ended) return;
    this.ended = true;
    this.finish({ outcome, error, durationMs: at - this.startedAt, renew: false });
  }
}
