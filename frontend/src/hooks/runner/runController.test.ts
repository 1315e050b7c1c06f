/** How a run is told to the room. */
import { describe, expect, test } from "vitest";
import { hashCode } from "./runController";
import { deferred, Stage } from "./scriptedRuntime";
import { OUTPUT_BATCH_MS } from "./telling";

const SUCCEEDED = { outcome: "succeeded", error: null, durationMs: 12.4 } as const;

describe("a run", () => {
  test("is told from its start to its end, in order", async () => {
    const stage = new Stage();
    const run = await stage.start("print(1)");
    run.sink.write("stdout", "1\n");
    run.end(SUCCEEDED);
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started", "run_output", "run_finished"]);
    expect(stage.told[0]).toMatchObject({ language: "python", text: "file/main.py", codeHash: hashCode("print(1)") });
    expect(stage.told[2]).toMatchObject({ outcome: "succeeded", durationMs: 12, error: null });
    expect(new Set(stage.told.map((proposal) => "run" in proposal && proposal.run)).size).toBe(1);
  });

  test("takes the code, the file's name and the prepared input as they were at the press", async () => {
    const { request } = await new Stage().start("x = 1", "one\ntwo");
    expect(request).toEqual({ code: "x = 1", files: [], fileName: "main.py", stdin: "one\ntwo", withSteps: false });
  });

  test("[RA2] takes the other files too, names them, and its hash covers them", async () => {
    const files = [
      { name: "a.py", text: "1" },
      { name: "b.txt", text: "2" },
    ];
    const stage = new Stage();
    const { request } = await stage.start("x", "", files);
    expect(request.files).toEqual(files);
    expect(stage.told[0]).toMatchObject({ files: ["a.py", "b.txt"], codeHash: hashCode("x\0a.py\x001\0b.txt\x002") });
  });

  test("[RA1] tells its prepared input and what ran it; input that is too long to be kept is not", async () => {
    const short = new Stage();
    await short.start("x", "one\n");
    expect(short.told[0]).toMatchObject({ stdin: "one\n", runtime: "Pyodide 1, Chrome 2" });
    const long = new Stage();
    await long.start("x", "é".repeat(8_193));
    expect(long.told[0]).toMatchObject({ stdin: null });
  });

  test("whose runtime is ready has begun before the press is through, and never shows that it prepares", async () => {
    const stage = new Stage();
    stage.runtime.become({ kind: "ready" });
    const shown: string[] = [];
    stage.controller.subscribe(() => shown.push(stage.controller.state().kind));
    void stage.controller.run({ entry: stage.entry, code: "print(1)", stdin: "" });
    expect(stage.runtime.started).toHaveLength(1);
    expect(stage.toldTypes).toEqual(["run_started"]);
    expect(shown).toEqual(["running"]);
  });

  test("that waits for its runtime begins in the moment it is ready, before those who were told of it draw", async () => {
    const stage = new Stage();
    let begun: number | null = null;
    stage.runtime.subscribe(() => queueMicrotask(() => (begun ??= stage.runtime.started.length)));
    await stage.start();
    expect(begun).toBe(1);
  });

  test("that is under way is not started twice", async () => {
    const stage = new Stage();
    await stage.start();
    await stage.controller.run({ entry: stage.entry, code: "print(2)", stdin: "" });
    expect(stage.runtime.started).toHaveLength(1);
  });

  test("that breaks its runtime is told as failed, so that nobody sees it running for ever", async () => {
    const stage = new Stage();
    const run = await stage.start();
    run.fail(new Error("the frame died"));
    await stage.settle();
    expect(stage.told.at(-1)).toMatchObject({ type: "run_finished", outcome: "failed", error: "the frame died" });
    expect(stage.controller.state().kind).toBe("idle");
  });
});

describe("what is evaluated behind a run", () => {
  const ended = async (stage: Stage) => {
    (await stage.start()).end(SUCCEEDED);
    await stage.settle();
  };

  test("goes on in its variables and is told as a part of it, without a second end", async () => {
    const stage = new Stage();
    await ended(stage);
    expect(stage.controller.continuing()?.isOpen).toBe(true);
    void stage.controller.evaluate("for i in x:\n    print(i)");
    await stage.settle();
    const prompt = stage.runtime.started.at(-1);
    expect(prompt?.request).toMatchObject({ continues: true, code: "for i in x:\n    print(i)" });
    prompt?.sink.write("stdout", "1\n");
    prompt?.end({ outcome: "failed", error: "NameError: name 'y' is not defined", durationMs: 1 });
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started", "run_finished", "run_output", "run_output"]);
    expect(stage.toldOutput).toEqual([
      { stream: "prompt", text: ">>> for i in x:\n...     print(i)\n" },
      { stream: "stdout", text: "1\n" },
    ]);
    expect(new Set(stage.told.map((proposal) => "run" in proposal && proposal.run)).size).toBe(1);
  });

  test("says that it was stopped, and that the variables are gone", async () => {
    const stage = new Stage();
    await ended(stage);
    void stage.controller.evaluate("while True: pass");
    await stage.settle();
    stage.runtime.hasVariables = false;
    stage.runtime.started.at(-1)?.end({ outcome: "stopped", error: "Stopped.", durationMs: 1 });
    await stage.settle();
    expect(stage.toldOutput.at(-1)).toEqual({ stream: "stderr", text: "Stopped.\n" });
    expect(stage.controller.continuing()?.isOpen).toBe(false);
    await stage.controller.evaluate("x");
    expect(stage.runtime.started).toHaveLength(2);
  });
});

describe("what is shown", () => {
  const table = { kind: "table", columns: ["n"], rows: [["1"]], note: "" } as const;
  const svg = { kind: "svg", svg: "<svg/>", alt: "" } as const;
  const picture = { kind: "image", png: "", width: 1, height: 1, alt: "" } as const;
  const toldDisplays = (stage: Stage) => stage.told.flatMap((told) => ("display" in told ? [told.display] : []));

  test("is told between what was written before and after it", async () => {
    const stage = new Stage();
    const run = await stage.start();
    run.sink.write("stdout", "before");
    run.sink.display(table);
    run.sink.write("stdout", "after");
    run.end(SUCCEEDED);
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started", "run_output", "run_display", "run_output", "run_finished"]);
    expect(toldDisplays(stage)).toEqual([table]);
  });

  test("keeps its place while it is drawn, and the run does not end before", async () => {
    const stage = new Stage();
    const drawn = deferred<typeof picture>();
    stage.draw = () => drawn.promise;
    const run = await stage.start();
    run.sink.display(svg);
    run.sink.write("stdout", "after");
    run.end(SUCCEEDED);
    stage.passLong();
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started"]);
    drawn.resolve(picture);
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started", "run_display", "run_output", "run_finished"]);
    expect(toldDisplays(stage)).toEqual([picture]);
  });

  test("and cannot be drawn is said to be missing", async () => {
    const stage = new Stage();
    stage.draw = async () => {
      throw new Error("no drawing");
    };
    const run = await stage.start();
    run.sink.display(svg);
    run.end(SUCCEEDED);
    await stage.settle();
    expect(toldDisplays(stage)).toEqual([{ kind: "dropped" }]);
  });
});

describe("output", () => {
  test("that is the first is told at once, and so is the first behind a line that was typed", async () => {
    const stage = new Stage();
    const { sink } = await stage.start();
    for (const text of ["a", "b"]) sink.write("stdout", text);
    sink.write("stderr", "!");
    await stage.settle();
    expect(stage.toldTypes).toEqual(["run_started", "run_output"]);
    expect(stage.toldOutput).toEqual([
      { stream: "stdout", text: "ab" },
      { stream: "stderr", text: "!" },
    ]);
    sink.write("stdout", "name? ");
    sink.needInput();
    stage.controller.provideInput("Ada");
    await stage.settle();
    expect(stage.toldOutput.at(-1)).toEqual({ stream: "stdin", text: "Ada\n" });
    sink.write("stdout", "hello\n");
    await stage.settle();
    expect(stage.toldOutput.at(-1)).toEqual({ stream: "stdout", text: "hello\n" });
  });

  test("is told in batches from then on, one event for what came within the batch's time", async () => {
    const stage = new Stage();
    const { sink } = await stage.start();
    sink.write("stdout", "first");
    await stage.settle();
    stage.told.splice(1);
    for (const text of ["a", "b", "c"]) sink.write("stdout", text);
    sink.write("stderr", "!");
    stage.pass(OUTPUT_BATCH_MS - 1);
    expect(stage.toldTypes).toEqual(["run_started"]);
    stage.pass(1);
    expect(stage.toldTypes).toEqual(["run_started", "run_output"]);
    expect(stage.toldOutput).toEqual([
      { stream: "stdout", text: "abc" },
      { stream: "stderr", text: "!" },
    ]);
  });

  test("that is untold when the run ends comes before the end", async () => {
    const stage = new Stage();
    const run = await stage.start();
    run.sink.write("stdout", "last words");
    run.end(SUCCEEDED);
    await stage.settle();
    stage.passLong();
    expect(stage.toldTypes).toEqual(["run_started", "run_output", "run_finished"]);
  });

  test("that was left out in the middle is marked where it is missing", async () => {
    const stage = new Stage();
    const { sink } = await stage.start();
    sink.write("stdout", "head");
    sink.truncated();
    sink.write("stdout", "tail");
    await stage.settle();
    expect(stage.toldOutput.map(({ stream }) => stream)).toEqual(["stdout", "stderr", "stdout"]);
  });
});

describe("input", () => {
  test("is asked for after the question is on everybody's screen, and becomes part of the record", async () => {
    const stage = new Stage();
    const run = await stage.start();
    run.sink.write("stdout", "Name? ");
    run.sink.needInput();
    expect(stage.toldOutput).toEqual([{ stream: "stdout", text: "Name? " }]);
    expect(stage.controller.state()).toMatchObject({ waitsForInput: true });

    stage.controller.provideInput("Ines");
    await stage.settle();
    expect(run.lines).toEqual(["Ines"]);
    expect(stage.toldOutput.at(-1)).toEqual({ stream: "stdin", text: "Ines\n" });
    expect(stage.controller.state()).toMatchObject({ waitsForInput: false });
  });

  test("that nobody asked for is not given", async () => {
    const stage = new Stage();
    const run = await stage.start();
    stage.controller.provideInput("Ines");
    expect(run.lines).toEqual([]);
  });

  test("can be ended, which leaves no line in the record", async () => {
    const stage = new Stage();
    const run = await stage.start();
    run.sink.needInput();
    stage.controller.provideInput(null);
    stage.passLong();
    expect(run.lines).toEqual([null]);
    expect(stage.toldOutput).toEqual([]);
  });
});

describe("stopping", () => {
  test("ends the run, and the next one starts", async () => {
    const stage = new Stage();
    await stage.start();
    stage.controller.stop();
    await stage.settle();
    expect(stage.told.at(-1)).toMatchObject({ type: "run_finished", outcome: "stopped" });
    await stage.start();
    expect(stage.runtime.started).toHaveLength(2);
  });

  test("calls off a run that still prepares: it never starts, however late its runtime comes", async () => {
    const runtime = deferred<never>();
    const stage = new Stage(() => runtime.promise);
    const ended = stage.controller.run({ entry: stage.entry, code: "print(1)", stdin: "" });
    expect(stage.controller.state().kind).toBe("preparing");
    stage.controller.stop();
    runtime.reject(new Error("too late"));
    await ended;
    expect(stage.told).toEqual([]);
    expect(stage.controller.state()).toEqual({ kind: "idle", problem: null });
  });
});

test("a runtime that cannot be loaded is a problem on the screen, and nothing is told to the room", async () => {
  const stage = new Stage(async () => {
    throw new Error("no such module");
  });
  await stage.controller.run({ entry: stage.entry, code: "print(1)", stdin: "" });
  expect(stage.controller.state()).toEqual({ kind: "idle", problem: "no such module" });
  expect(stage.told).toEqual([]);
});

test("the hash of the code is its SHA-256, in hex", () => {
  // FIPS 180-2, appendix B.1
  expect(hashCode("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
