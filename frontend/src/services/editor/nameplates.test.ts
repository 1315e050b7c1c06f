/** Names of carets cover no code and no other name. */
import { describe, expect, it } from "vitest";
import { NAME_GAP_PX, type NameRequest, placeNames, type Row } from "./nameplates";

const HEIGHT = 20;
const SIGHT = { left: 50, right: 400 };
const NAME = 60;

/** The nth line, whose text ends at `end`. */
const line = (number: number, end: number): Row => ({ top: number * HEIGHT, bottom: (number + 1) * HEIGHT, end });

const request = (row: Row, caret: number, neighbours: readonly (Row | null)[] = [null, null]): NameRequest => ({
  caret,
  width: NAME,
  row,
  neighbours,
});

const place = (...requests: NameRequest[]) => placeNames(requests, SIGHT);

describe("a name", () => {
  it("stands behind the last character of its caret's line", () => {
    expect(place(request(line(3, 200), 120))).toMatchObject([{ left: 200 + NAME_GAP_PX, row: { top: 60 } }]);
  });

  it("stands at its caret where that is at the end", () => {
    expect(place(request(line(3, 200), 200))).toMatchObject([{ left: 200, isAttached: true }]);
    expect(place(request(line(3, 200), 190))).toMatchObject([{ isAttached: false }]);
  });

  it("stands beside the others of its line", () => {
    const row = line(3, 200);
    const [first, second] = place(request(row, 200), request(row, 80));
    expect(first?.left).toBe(200);
    expect(second).toMatchObject({ left: 200 + NAME + NAME_GAP_PX, isAttached: false });
  });

  it("comes into sight where its line ends left of it", () => {
    expect(place(request(line(3, 10), 5))).toMatchObject([{ left: SIGHT.left }]);
  });

  it("goes to the line above where there is no room behind its own", () => {
    const above = line(2, 100);
    expect(place(request(line(3, 380), 150, [above, line(4, 60)]))).toMatchObject([{ left: 150, row: above }]);
  });

  it("goes to the line below, or further to the right, where text is above its caret", () => {
    const below = line(4, 60);
    expect(place(request(line(3, 380), 150, [line(2, 390), below]))).toMatchObject([{ left: 150, row: below }]);
    expect(place(request(line(3, 380), 150, [line(2, 250), null]))).toMatchObject([{ left: 250 + NAME_GAP_PX }]);
  });

  it("moves to the left as far as it must to be seen whole", () => {
    expect(place(request(line(3, 390), 390, [line(2, 100), null]))).toMatchObject([{ left: SIGHT.right - NAME }]);
  });

  it("is not shown where there is text everywhere, or its caret is out of sight", () => {
    expect(place(request(line(3, 380), 150, [line(2, 380), line(4, 380)]))).toEqual([null]);
    expect(place(request(line(3, 900), 800, [line(2, 60), line(4, 60)]))).toEqual([null]);
  });

  it("on another line leaves that line's own people their place", () => {
    const above = line(2, 100);
    const [guest, own] = place(request(line(3, 380), 150, [above, null]), request(above, 100));
    expect(own).toMatchObject({ left: 100, isAttached: true });
    expect(guest?.left).toBe(100 + NAME + NAME_GAP_PX);
  });
});

it("no two names overlap, and none covers text, however many people crowd a few lines", () => {
  const rows = [60, 250, 380, 120, 399].map((end, number) => line(number, end));
  const requests = Array.from({ length: 30 }, (_, at) => {
    const number = (at * 7) % rows.length;
    const row = rows[number] ?? line(0, 0);
    return request(row, Math.min(row.end, 50 + at * 11), [rows[number - 1] ?? null, rows[number + 1] ?? null]);
  });
  const shown = place(...requests).filter((found) => found !== null);
  expect(shown.length).toBeGreaterThan(5);
  for (const [at, { left, row }] of shown.entries()) {
    expect(left).toBeGreaterThanOrEqual(row.end);
    expect(left + NAME).toBeLessThanOrEqual(SIGHT.right);
    for (const other of shown.slice(at + 1)) {
      const isApart = other.row.top !== row.top || other.left >= left + NAME || left >= other.left + NAME;
      expect(isApart).toBe(true);
    }
  }
});
