/** What a trace says is read strictly: somebody else's browser wrote it. */
import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import type { TraceDisplay } from "../collab/displays";
import { readTrace } from "./trace";

const packed = (value: unknown, steps: number): TraceDisplay => ({
  kind: "trace",
  steps,
  data: deflateRawSync(JSON.stringify(value)).toString("base64"),
});

const FRAMES = [
  ["", 1, [["total", "0"]]],
  ["add", 2, []],
];

test("steps share the calls that are the same", async () => {
  const trace = await readTrace(
    packed(
      {
        frames: FRAMES,
        end: "finished",
        steps: [
          [1, [0], 0],
          [2, [1, 0], 4],
        ],
      },
      2,
    ),
  );
  const file = { name: "", file: null, line: 1, variables: [["total", "0"]] };
  expect(trace).toEqual({
    end: "finished",
    steps: [
      { line: 1, calls: [file], written: 0 },
      { line: 2, calls: [{ name: "add", file: null, line: 2, variables: [] }, file], written: 4 },
    ],
  });
});

test("a call says in which file it is, where that is not the one that was run", async () => {
  const frames = [
    ["", 1, [], 0],
    ["twice", 2, [], 1],
  ];
  const value = { files: ["main.py", "helper.py"], frames, end: "finished", steps: [[2, [1, 0], 0]] };
  const { steps } = await readTrace(packed(value, 1));
  expect(steps[0]?.calls.map(({ file }) => file)).toEqual(["helper.py", null]);
});

test.each([
  ["more steps than it claims", { frames: FRAMES, end: "finished", steps: [[1, [0], 0]] }],
  [
    "a call that is not there",
    {
      frames: [],
      end: "finished",
      steps: [
        [1, [0], 0],
        [1, [0], 0],
      ],
    },
  ],
  [
    "values that are no texts",
    {
      frames: [["", 1, [["x", 1]]]],
      end: "finished",
      steps: [
        [1, [0], 0],
        [1, [0], 0],
      ],
    },
  ],
  [
    "a file that is not there",
    {
      files: ["main.py"],
      frames: [["", 1, [], 1]],
      end: "finished",
      steps: [
        [1, [0], 0],
        [1, [0], 0],
      ],
    },
  ],
  ["no end", { frames: [], steps: [] }],
])("a trace with %s is refused", async (_, value) => {
  await expect(readTrace(packed(value, 2))).rejects.toThrow();
});

test("a trace that unpacks to more than anybody recorded is not unpacked whole", async () => {
  const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, " ")).toString("base64");
  await expect(readTrace({ kind: "trace", steps: 1, data: bomb })).rejects.toThrow("too much room");
});
