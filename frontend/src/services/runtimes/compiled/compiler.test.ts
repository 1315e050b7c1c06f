/** What a compiler does when, with a runtime that does what the test tells it. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Execution, RunRequest, RunResult, RunSink, Runtime, RuntimeStatus } from "../contract";
import { Compiler } from "./compiler";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const SUCCEEDED: RunResult = { outcome: "succeeded", error: null, durationMs: 100 };

class ScriptedCompiler implements Runtime {
  readonly language = "c compiler";
  readonly interactiveInput = false;
  readonly compiled: string[] = [];
  stops = 0;
  current: RuntimeStatus = { kind: "ready" };
  private end: ((result: RunResult) => void) | null = null;
  private sink: RunSink | null = null;

  status = (): RuntimeStatus => this.current;
  subscribe = () => () => undefined;
  warmUp = async (): Promise<void> => undefined;
  dispose = (): void => undefined;

  run({ code }: RunRequest, sink: RunSink): Execution {
    if (this.end !== null) throw new Error("A run is already under way.");
    this.compiled.push(code);
    this.sink = sink;
    this.current = { kind: "running" };
    const finished = new Promise<RunResult>((resolve) => {
      this.end = resolve;
    });
    return { finished, provideInput: () => undefined, stop: () => this.stops++ };
  }

  /** Ends what is being compiled, and lets all that waited for it go on. */
  async finish(result: RunResult = { ...SUCCEEDED, product: new ArrayBuffer(1) }, said = ""): Promise<void> {
    if (said !== "") this.sink?.write("stderr", said);
    this.current = { kind: "ready" };
    this.end?.(result);
    this.end = null;
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

const asked = (code: string): RunRequest => ({ code, fileName: "main.c", stdin: "" });

function start() {
  const runtime = new ScriptedCompiler();
  const compiler = new Compiler(runtime, "main.c");
  const getProgram = (code: string) => compiler.getProgram(asked(code), () => undefined, new AbortController().signal);
  return { runtime, compiler, getProgram };
}

test("a run takes what was compiled ahead", async () => {
  const { runtime, compiler, getProgram } = start();
  void compiler.prepare(asked("one"));
  await runtime.finish();
  expect((await getProgram("one")).program).toBeInstanceOf(ArrayBuffer);
  expect(runtime.compiled).toEqual(["one"]);
});

test("a run joins the compilation of the same program", async () => {
  const { runtime, compiler, getProgram } = start();
  void compiler.prepare(asked("one"));
  const program = getProgram("one");
  await runtime.finish();
  expect((await program).program).toBeInstanceOf(ArrayBuffer);
  expect(runtime.compiled).toEqual(["one"]);
});

test("of what is edited while the compiler is busy the newest is compiled", async () => {
  const { runtime, compiler } = start();
  for (const code of ["one", "two", "three"]) void compiler.prepare(asked(code));
  await runtime.finish();
  await runtime.finish();
  expect(runtime.compiled).toEqual(["one", "three"]);
});

test("a run goes before what would be compiled ahead", async () => {
  const { runtime, compiler, getProgram } = start();
  void compiler.prepare(asked("one"));
  void compiler.prepare(asked("two"));
  const program = getProgram("three");
  await runtime.finish();
  await runtime.finish();
  await program;
  expect(runtime.compiled).toEqual(["one", "three"]);
});

test("why a program cannot be compiled is known ahead too; that a compiler broke is not kept", async () => {
  const { runtime, compiler, getProgram } = start();
  const failed: RunResult = { outcome: "failed", error: "expected ';'", durationMs: 100 };
  void compiler.prepare(asked("wrong"));
  await runtime.finish(failed, "main.c:1:1: error: expected ';'\n");
  expect(await getProgram("wrong")).toEqual({
    diagnostics: "main.c:1:1: error: expected ';'\n",
    error: "expected ';'",
  });
  void compiler.prepare(asked("crash"));
  await runtime.finish({ ...failed, error: "The runtime crashed." });
  void getProgram("crash");
  await Promise.resolve();
  expect(runtime.compiled).toEqual(["wrong", "crash", "crash"]);
});

test("nothing is compiled ahead before the compiler is there, nor where it takes long", async () => {
  const { runtime, compiler, getProgram } = start();
  runtime.current = { kind: "cold" };
  void compiler.prepare(asked("one"));
  expect(runtime.compiled).toEqual([]);
  runtime.current = { kind: "ready" };
  const program = getProgram("long");
  await runtime.finish({ ...SUCCEEDED, durationMs: 60_000, product: new ArrayBuffer(1) });
  await program;
  void compiler.prepare(asked("two"));
  expect(runtime.compiled).toEqual(["long"]);
});

test("what is compiled ahead is ended when it takes long, unless a run waits for it", async () => {
  const { runtime, compiler, getProgram } = start();
  void compiler.prepare(asked("awaited"));
  const program = getProgram("awaited");
  vi.advanceTimersByTime(60_000);
  expect(runtime.stops).toBe(0);
  await runtime.finish();
  await program;
  void compiler.prepare(asked("long"));
  vi.advanceTimersByTime(60_000);
  expect(runtime.stops).toBe(1);
  await runtime.finish({ outcome: "stopped", error: "Stopped.", durationMs: 4000 });
  void compiler.prepare(asked("next"));
  expect(runtime.compiled).toEqual(["awaited", "long"]);
});
