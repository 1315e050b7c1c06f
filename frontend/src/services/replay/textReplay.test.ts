/** The texts at any position, however one gets there. */
import { expect, test } from "vitest";
import { JAVASCRIPT, PYTHON, Story } from "./testing/recordings";
import { SNAPSHOT_EVERY, TextReplay } from "./textReplay";

test("each position shows its own text, forwards and backwards", () => {
  const texts = new TextReplay(new Story().type("a", "def").type("b", " f", { at: 3 }).erase("a", 0, 3).entries());
  const expected = ["", "def", "def f", " f"];
  const read = (position: number) => texts.contentAt(PYTHON, position);
  expect([0, 1, 2, 3].map(read)).toEqual(expected);
  expect([3, 2, 1, 0].map(read)).toEqual(expected.toReversed());
});

test("files are kept apart", () => {
  const story = new Story().type("a", "x = 1").type("a", "let x", { into: JAVASCRIPT });
  const texts = new TextReplay(story.entries());
  expect(texts.contentAt(JAVASCRIPT, 1)).toBe("");
  expect([texts.contentAt(PYTHON, 2), texts.contentAt(JAVASCRIPT, 2)]).toEqual(["x = 1", "let x"]);
});

test("a change is known by its place, its length and its author", () => {
  const story = new Story().type("a", "one three").type("b", "two ", { at: 4 }).erase("a", 0, 4);
  const texts = new TextReplay(story.entries());
  expect(texts.changeAt(0)).toBeNull();
  expect(texts.changeAt(2)).toEqual({ text: PYTHON, from: 4, to: 8, by: "b" });
  expect(texts.changeAt(3)).toEqual({ text: PYTHON, from: 0, to: 0, by: "a" });
});

test("an event leaves the last change where it was", () => {
  const story = new Story().type("a", "x").event("a", { type: "titled", title: "T" });
  expect(new TextReplay(story.entries()).changeAt(2)).toEqual({ text: PYTHON, from: 0, to: 1, by: "a" });
});

test("offsets count as editors count them, emoji as two", () => {
  const story = new Story().type("a", "🎉🎉").type("b", "é", { at: 2 });
  expect(new TextReplay(story.entries()).changeAt(2)).toEqual({ text: PYTHON, from: 2, to: 3, by: "b" });
});

test("a long recording shows the same text from a snapshot as from the beginning", () => {
  const story = new Story();
  const expected = [""];
  for (let key = 0; key < 3 * SNAPSHOT_EVERY; key++) {
    const letter = String.fromCharCode(97 + (key % 26));
    const before = expected[key] ?? "";
    if (key % 7 === 6) {
      story.erase("a", 0, 3);
      expected.push(before.slice(3));
    } else {
      const at = (key * 31) % (before.length + 1);
      story.type("a", letter, { at });
      expected.push(before.slice(0, at) + letter + before.slice(at));
    }
  }
  const texts = new TextReplay(story.entries());
  const seeks = [1500, 3, 1001, 999, 1000, 499, 500, 501, 0, 1499, 750, 1250];
  expect(seeks.map((position) => texts.contentAt(PYTHON, position))).toEqual(seeks.map((at) => expected[at]));
});
