/** What of a run's output was there at a step. */
import { expect, test } from "vitest";
import type { DisplayPiece, OutputChunk } from "../collab/types";
import { outputUpTo } from "./outputUpTo";

const out = (text: string): OutputChunk => ({ stream: "stdout", text });
const err = (text: string): OutputChunk => ({ stream: "stderr", text });
const typed = (text: string): OutputChunk => ({ stream: "stdin", text });
const picture: DisplayPiece = { stream: "display", display: { kind: "dropped" } };

test.each([
  [0, []],
  [2, [out("ab")]],
  [3, [out("abc")]],
  [4, [out("abc"), typed("x\n"), picture]],
  [5, [out("abc"), typed("x\n"), picture, err("d")]],
  [9, [out("abc"), typed("x\n"), picture, err("de")]],
])("after %d letters of both streams so much of the output is there", (written, expected) => {
  expect(outputUpTo([out("abc"), typed("x\n"), picture, err("de")], written)).toEqual(expected);
});
