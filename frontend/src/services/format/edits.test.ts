/** Formatting changes as little as it can. */
import { ChangeSet, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { smallestEdits } from "./edits";

const apply = (before: string, after: string): ChangeSet => ChangeSet.of(smallestEdits(before, after), before.length);

test.each([
  ["x=1\n", "x = 1\n"],
  ["", "a\n"],
  ["a\n", ""],
  ["def f( a,b ):\n  return a+b\n", "def f(a, b):\n    return a + b\n"],
  ["same\n", "same\n"],
  ["'one'\n'😀'\n", '"one"\n"😀"\n'],
])("%j becomes %j", (before, after) => {
  expect(
    apply(before, after)
      .apply(Text.of(before.split("\n")))
      .toString(),
  ).toBe(after);
});

test("a caret within a word stays within that word, whatever changes around it", () => {
  const before = "def total( values ):\n  result=0\n  return   result\n";
  const after = "def total(values):\n    result = 0\n    return result\n";
  const at = before.lastIndexOf("result") + 3;
  expect(apply(before, after).mapPos(at)).toBe(after.lastIndexOf("result") + 3);
});

test("a text that is formatted already has no edits", () => {
  expect(smallestEdits("x = 1\n", "x = 1\n")).toEqual([]);
});
