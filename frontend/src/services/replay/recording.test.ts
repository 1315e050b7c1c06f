/** A session at its positions: language, runs, authors, and the marks. */
import { expect, test } from "vitest";
import { Recording } from "./recording";
import { ada, JAVASCRIPT, languageOfText, lin, PYTHON, START_MS, Story } from "./testing/recordings";
import { SNAPSHOT_EVERY } from "./textReplay";

const recordingOf = (story: Story, language = "python") =>
  new Recording(story.entries(), { title: "Second round", language, languageOfText });

test("output is what had been written by then, and no more", () => {
  const story = new Story().join(ada).type(ada.id, "print(1)").run(ada.id, "r1").write(ada.id, "r1", "1\n");
  const recording = recordingOf(story.wait(40).finish(ada.id, "r1"));
  expect(recording.frameAt(2).runs).toEqual([]);
  const outputs = [3, 4, 5].map((position) => {
    const [run] = recording.frameAt(position).runs;
    return [run?.outcome, run?.by.name, run?.output.map((piece) => ("text" in piece ? piece.text : "")).join("")];
  });
  expect(outputs).toEqual([
    ["running", "Ada", ""],
    ["running", "Ada", "1\n"],
    ["succeeded", "Ada", "1\n"],
  ]);
});

test("[RA1] a run's program is the code as it was when the run began, with the files beside it", () => {
  const file = "11111111-1111-4111-8111-111111111111";
  const story = new Story()
    .join(ada)
    .event(ada.id, { type: "file_created", file, language: "python", name: "helper.py" })
    .type(ada.id, "x = 1\n", { into: `file/${file}` })
    .type(ada.id, "import helper\n")
    .run(ada.id, "r1")
    .type(ada.id, "print(2)\n")
    .run(ada.id, "r2");
  const recording = recordingOf(story);
  const [first, second] = recording.frameAt(story.lines.length).runs;
  if (first === undefined || second === undefined) throw new Error("There are two runs.");
  const files = [{ name: "helper.py", text: "x = 1\n" }];
  expect(recording.programOf(second)).toEqual({ code: "import helper\nprint(2)\n", files });
  expect(recording.programOf(first)).toEqual({ code: "import helper\n", files });
  expect(recording.programOf({ ...first, id: "r3" })).toBeNull();
});

test("files are there from their creation to their removal, as they were called then", () => {
  const file = "5f0c2a9e-0000-4000-8000-000000000001";
  const story = new Story()
    .join(ada)
    .event(ada.id, { type: "file_created", file, language: "python", name: "helper.py" })
    .type(ada.id, "x = 1", { into: `file/${file}` })
    .event(ada.id, { type: "file_renamed", file, name: "tools.py" })
    .event(ada.id, { type: "file_removed", file });
  const recording = recordingOf(story, "javascript");
  const names = [1, 2, 3, 4, 5].map((position) =>
    recording
      .frameAt(position)
      .files.map(({ name }) => name)
      .join(),
  );
  expect(names).toEqual(["", "helper.py", "helper.py", "tools.py", ""]);
  expect(recording.frameAt(3)).toMatchObject({ language: "python", change: { text: `file/${file}` } });
  expect(recording.frameAt(5).content(`file/${file}`)).toBe("x = 1");
  const moments = recording.moments.map((moment) =>
    [moment.kind, "name" in moment ? moment.name : ""].join(" ").trim(),
  );
  expect(moments.slice(1)).toEqual(["fileCreated helper.py", "fileRenamed tools.py", "fileRemoved"]);
});

test("a run under way has lasted until the moment that is shown", () => {
  const story = new Story().join(ada).run(ada.id, "r1").wait(700).write(ada.id, "r1", "1\n");
  expect(recordingOf(story).frameAt(3).runs[0]?.durationMs).toBe(700);
});

test("a run of somebody who left is lost from then on", () => {
  const recording = recordingOf(new Story().join(ada).run(ada.id, "r1").leave(ada));
  expect([2, 3].map((position) => recording.frameAt(position).runs[0]?.outcome)).toEqual(["running", "lost"]);
});

test("the last change names its author as they were called then", () => {
  const renamed = { ...ada, name: "Ada L." };
  const story = new Story().join(ada).type(ada.id, "x").event(ada.id, { type: "named", participant: renamed });
  const recording = recordingOf(story.type(ada.id, "y").type(null, "z"));
  expect([2, 4, 5].map((position) => recording.frameAt(position).change?.author?.name)).toEqual([
    "Ada",
    "Ada L.",
    undefined,
  ]);
  expect(recording.author(ada.id)?.name).toBe("Ada L.");
});

test("the language before the first switch is that of what was written", () => {
  const story = new Story().join(ada).type(ada.id, "x").event(ada.id, { type: "language", language: "javascript" });
  const recording = recordingOf(story.type(ada.id, "let x", { into: JAVASCRIPT }), "javascript");
  expect([1, 2, 3].map((position) => recording.frameAt(position).language)).toEqual(["python", "python", "javascript"]);
  expect(recording.texts).toEqual([PYTHON, JAVASCRIPT]);
});

test("joins, switches, runs and the end are marked with their time and who", () => {
  const story = new Story().join(ada).wait(500).join(lin).type(lin.id, "x").run(lin.id, "r1").finish(lin.id, "r1");
  const recording = recordingOf(story.leave(lin).wait(60_000).event(ada.id, { type: "ended" }));
  expect(recording.moments.map(({ kind, by, position }) => [kind, by?.name, position])).toEqual([
    ["joined", "Ada", 1],
    ["joined", "Lin", 2],
    ["started", "Lin", 4],
    ["finished", "Lin", 5],
    ["left", "Lin", 6],
    ["ended", "Ada", 7],
  ]);
  expect(recording.moments.at(-1)).toMatchObject({ at: START_MS + 60_500, played: 1_500 });
});

test("the recording is over when the session has ended, whoever comes to read it later", () => {
  const story = new Story().join(ada).type(ada.id, "x").event(ada.id, { type: "ended" });
  const { timeline, moments } = recordingOf(story.leave(ada).wait(86_400_000).join(lin));
  expect([timeline.count, timeline.duration, moments.at(-1)?.kind]).toEqual([3, 0, "ended"]);
});

test("there is something to see from the first keystroke or run on", () => {
  expect(recordingOf(new Story().join(ada)).firstSight).toBeNull();
  expect(recordingOf(new Story().join(ada).type(ada.id, "x")).firstSight).toBe(2);
  expect(recordingOf(new Story().join(ada).run(ada.id, "r1")).firstSight).toBe(2);
});

test("the picture of typing says who was busiest where", () => {
  const story = new Story().join(ada).type(ada.id, "a").type(ada.id, "b").wait(1_000).type(lin.id, "c");
  const busy = recordingOf(story).activity.filter(({ share }) => share > 0);
  expect(busy).toEqual([
    { share: 1, by: ada.id },
    { share: 0.5, by: lin.id },
  ]);
});

test("a room far into a long recording knows what happened before its snapshot", () => {
  const story = new Story().join(ada).run(ada.id, "r1").finish(ada.id, "r1");
  for (let key = 0; key < SNAPSHOT_EVERY + 20; key++) story.type(ada.id, "x");
  const frame = recordingOf(story).frameAt(SNAPSHOT_EVERY + 10);
  expect(frame.runs[0]?.outcome).toBe("succeeded");
  expect(frame.change?.author?.name).toBe("Ada");
  expect(frame.content(PYTHON)).toBe("x".repeat(SNAPSHOT_EVERY + 7));
});

test("[LG6] a missing part is marked, and everything else is played", () => {
  const story = new Story().join(ada).type(ada.id, "a = 1\n").type(lin.id, "b", { into: JAVASCRIPT }).lose(1);
  const recording = recordingOf(story.type(ada.id, "c"));
  const [missing] = recording.moments.filter(({ kind }) => kind === "missing");
  expect(missing).toMatchObject({ kind: "missing", entries: 1, position: 3, by: null });
  expect(recording.frameAt(4).content(PYTHON)).toBe("a = 1\nc");
  expect(recording.frameAt(4).content(JAVASCRIPT)).toBe("");
});

test("[LG6] what builds on a missing part is left out, and nothing breaks", () => {
  const story = new Story().join(ada).type(ada.id, "whole ").type(ada.id, "lost ").lose(1).type(ada.id, "behind");
  expect(recordingOf(story).frameAt(4).content(PYTHON)).toBe("whole ");
});
