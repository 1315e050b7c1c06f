/** How output is laid out in blocks. */
import { expect, test } from "vitest";
import type { DisplayPiece, OutputChunk } from "../../services/collab/types";
import { intoBlocks } from "./blocks";

const out = (text: string): OutputChunk => ({ stream: "stdout", text });
const err = (text: string): OutputChunk => ({ stream: "stderr", text });
const typed = (text: string): OutputChunk => ({ stream: "stdin", text });

test("neighbours of one stream are one piece", () => {
  expect(intoBlocks([out("a"), out("b\n"), out("c")])).toEqual([{ pieces: [out("ab\nc")], isError: false }]);
});

test("an answer stands on the line of its question", () => {
  expect(intoBlocks([out("Name? "), typed("Ines\n"), out("Hello\n")])).toEqual([
    { pieces: [out("Name? "), typed("Ines\n")], isError: false },
    { pieces: [out("Hello\n")], isError: false },
  ]);
});

test("error output of its own lines is a block of its own, marked as such", () => {
  expect(
    intoBlocks([out("1\n"), err("oops\n"), out("2\n")]).map((block) => "isError" in block && block.isError),
  ).toEqual([false, true, false]);
});

test("error output within a line stays in that line, and the line is not marked whole", () => {
  expect(intoBlocks([out("half "), err("oops\n")])).toEqual([
    { pieces: [out("half "), err("oops\n")], isError: false },
  ]);
});

test("nothing makes no block", () => {
  expect(intoBlocks([out("")])).toEqual([]);
});

const picture: DisplayPiece = { stream: "display", display: { kind: "dropped" } };

test("what was shown stands between what was written before and after it", () => {
  expect(intoBlocks([out("a"), picture, out("b")])).toEqual([
    { pieces: [out("a")], isError: false },
    { display: picture.display },
    { pieces: [out("b")], isError: false },
  ]);
});
