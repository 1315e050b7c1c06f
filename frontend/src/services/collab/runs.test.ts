/** Runs are told to everybody, once, in order, and bounded. */
import { beforeEach, describe, expect, it } from "vitest";
import { MAX_EVENT_OUTPUT_BYTES } from "./ownRuns";
import { addOutput, foldRun, MAX_RUNS, sliceUtf8, startRun, utf8Length } from "./runs";
import { TEXT, World } from "./testing/rooms";
import type { OutputChunk, Proposal, RoomClient, Run } from "./types";

const ada = { id: "p1", name: "Ada", color: "c1", role: "candidate" } as const;
const started = {
  type: "run_started",
  run: "r1",
  language: "python",
  text: TEXT,
  codeHash: "00",
  stdin: "",
  runtime: null,
  files: [],
} as const;
const fresh = (): Run => startRun(started, ada, "2026-01-01T00:00:00Z");
const out = (text: string): OutputChunk => ({ stream: "stdout", text });
const output = (run: Run): string => run.output.map((piece) => ("text" in piece ? piece.text : "")).join("");

describe("folding", () => {
  it("joins what one stream wrote and keeps the order of streams", () => {
    const run = addOutput(fresh(), [out("a"), out("b"), { stream: "stderr", text: "!" }, out("c")], 100);
    expect(run.output).toEqual([out("ab"), { stream: "stderr", text: "!" }, out("c")]);
  });

  it("changes no run that somebody holds", () => {
    const before = addOutput(fresh(), [out("a")], 100);
    addOutput(before, [out("b")], 100);
    expect(before.output).toEqual([out("a")]);
  });

  it("keeps so many UTF-8 bytes, whole characters only, and says that the rest is missing", () => {
    const run = addOutput(fresh(), [out("12345"), out("ab😀")], 10);
    expect(output(run)).toBe("12345ab");
    expect(run.truncated).toBe(true);
    expect(addOutput(run, [out("z")], 10)).toBe(run);
  });

  it("[EV4] shows the newest runs only", () => {
    let runs: readonly Run[] = [];
    for (let id = 0; id < MAX_RUNS + 5; id++) runs = foldRun(runs, { ...started, run: `r${id}` }, ada, "t", 100);
    expect(runs).toHaveLength(MAX_RUNS);
    expect(runs[0]?.id).toBe("r5");
  });

  it("[EV3] takes a lost run up again when its author is back", () => {
    const lost: Run = { ...fresh(), outcome: "lost" };
    const [run] = foldRun(
      [lost],
      { type: "run_output", run: "r1", chunks: [out("back")], truncated: false },
      ada,
      "t",
      100,
    );
    expect(run?.outcome).toBe("running");
  });

  it.each(["", "abc", "é", "€", "😀", "a😀é€", "\ud83d", "x\ude00"])(
    "counts UTF-8 bytes of %j as an encoder does",
    (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    },
  );

  it("cuts between characters", () => {
    expect(sliceUtf8("é😀z", 1)).toBe("");
    expect(sliceUtf8("é😀z", 5)).toBe("é");
    expect(sliceUtf8("é😀z", 6)).toBe("é😀");
  });
});

describe("telling", () => {
  let world: World;
  let client: RoomClient;
  const say = (...proposals: Proposal[]): void => {
    for (const proposal of proposals) client.propose(proposal);
  };
  const write = (text: string): Proposal => ({ type: "run_output", run: "r1", chunks: [out(text)] });
  const finish: Proposal = { type: "run_finished", run: "r1", outcome: "succeeded", durationMs: 5, error: null };
  const told = () => world.server.events.map((event) => event.type);
  const toldOutput = () =>
    world.server.events
      .flatMap((event) => (event.chunks as OutputChunk[] | undefined) ?? [])
      .map((chunk) => chunk.text)
      .join("");

  beforeEach(async () => {
    world = new World();
    client = await world.join("Ada");
  });

  it("[EV2] reaches everybody, and who runs sees it at once", async () => {
    const bob = await world.join("Bob");
    say(started, write("hello\n"));
    expect(client.snapshot().runs.map(output)).toEqual(["hello\n"]);
    await world.settle();
    expect(bob.snapshot().runs).toMatchObject([{ id: "r1", by: { name: "Ada" }, outcome: "running" }]);
    say(finish);
    await world.settle();
    expect(bob.snapshot().runs).toMatchObject([{ outcome: "succeeded", durationMs: 5, output: [out("hello\n")] }]);
    expect(client.snapshot().runs).toMatchObject([{ outcome: "succeeded", output: [out("hello\n")] }]);
  });

  it("cuts a flood into events that the server accepts, and stops at the limit", async () => {
    say(started);
    for (let part = 0; part < 40; part++) say(write("é".repeat(10_000)));
    await world.settle();
    for (const event of world.server.events.slice(1)) {
      const chunks = event.chunks as OutputChunk[];
      expect(utf8Length(chunks.map((chunk) => chunk.text).join(""))).toBeLessThanOrEqual(MAX_EVENT_OUTPUT_BYTES);
    }
    expect(utf8Length(toldOutput())).toBeLessThanOrEqual(256 * 1024);
    expect(client.snapshot().runs[0]?.truncated).toBe(true);
  });

  it("sends no half characters", async () => {
    say(started, write("\ud83d"));
    await world.settle();
    expect(toldOutput()).toBe("\ufffd");
  });

  it("of what happened offline comes later, in order", async () => {
    await world.goOffline();
    say(started, write("one "), write("two"), finish);
    expect(client.snapshot().runs).toMatchObject([{ outcome: "succeeded" }]);
    await world.goOnline();
    expect(told()).toEqual(["run_started", "run_output", "run_finished"]);
    expect(toldOutput()).toBe("one two");
  });

  it("goes on after a reconnect where the server says that it stopped hearing", async () => {
    say(started, write("one "));
    await world.settle();
    world.server.runs = [...client.snapshot().runs];
    await world.goOffline();
    say(write("two"), finish);
    await world.goOnline();
    expect(told()).toEqual(["run_started", "run_output", "run_output", "run_finished"]);
    expect(toldOutput()).toBe("one two");
  });

  it("[RD1] shows pictures in their place, and tells one again only where it did not arrive", async () => {
    const display: Proposal = { type: "run_display", run: "r1", display: { kind: "trace", steps: 1, data: "" } };
    say(started, write("one "), display);
    await world.settle();
    world.server.runs = [...client.snapshot().runs];
    await world.goOffline();
    say(write("two"), display, finish);
    const [run] = client.snapshot().runs;
    expect(run?.output.map(({ stream }) => stream)).toEqual(["stdout", "display", "stdout", "display"]);
    await world.goOnline();
    expect(told().slice(3)).toEqual(["run_output", "run_display", "run_finished"]);
    expect(toldOutput()).toBe("one two");
  });

  it("tells everything again to a server that was killed before it had saved", async () => {
    world.server.savesAtOnce = false;
    say(started, write("one"), finish);
    await world.settle();
    world.server.events.length = 0;
    world.network.cut();
    await world.pass(60_000);
    expect(told()).toEqual(["run_started", "run_output", "run_finished"]);
  });

  it("[RC1] goes on behind its end with what is evaluated, and its outcome stays", async () => {
    const prompt: Proposal = { type: "run_output", run: "r1", chunks: [{ stream: "prompt", text: ">>> x\n" }] };
    const bob = await world.join("Bob");
    say(started, finish, write("nothing"), prompt);
    await world.settle();
    expect(bob.snapshot().runs).toEqual(client.snapshot().runs);
    world.server.runs = [...client.snapshot().runs];
    await world.goOffline();
    say(write("42\n"), finish);
    await world.goOnline();
    expect(told()).toEqual(["run_started", "run_finished", "run_output", "run_output"]);
    expect(client.snapshot().runs).toMatchObject([{ outcome: "succeeded", durationMs: 5 }]);
    expect(client.snapshot().runs.map(output)).toEqual([">>> x\n42\n"]);
  });

  it("[RC1] tells the program, its end and then the prompts, where all of it happened offline", async () => {
    await world.goOffline();
    say(started, write("one"), finish);
    say({ type: "run_output", run: "r1", chunks: [{ stream: "prompt", text: ">>> 1\n" }, out("1\n")] });
    await world.goOnline();
    expect(told()).toEqual(["run_started", "run_output", "run_finished", "run_output"]);
    expect(toldOutput()).toBe("one>>> 1\n1\n");
  });

  it("does not tell again what is saved", async () => {
    say(started, write("one"), finish);
    await world.settle();
    world.server.events.length = 0;
    world.network.cut();
    await world.pass(60_000);
    expect(told()).toEqual([]);
  });

  it("drops other proposals without a connection", async () => {
    await world.goOffline();
    say({ type: "titled", title: "Lost" });
    await world.goOnline();
    expect(told()).toEqual([]);
  });
});
