/** The two times of a recording. */
import { expect, test } from "vitest";
import { MAX_PAUSE_MS, SHORT_PAUSE_MS, Timeline } from "./timeline";

const timelineOf = (...times: number[]) => new Timeline(times);

test("what follows soon is played as it happened", () => {
  const timeline = timelineOf(1_000, 1_100, 1_100 + MAX_PAUSE_MS);
  expect([1, 2, 3].map((position) => timeline.playedAt(position))).toEqual([0, 100, 100 + MAX_PAUSE_MS]);
  expect(timeline.pauses).toEqual([]);
});

test("a pause over the limit is shortened, and is told with its true length", () => {
  const timeline = timelineOf(0, 500, 60_500, 60_600);
  expect(timeline.duration).toBe(500 + SHORT_PAUSE_MS + 100);
  expect(timeline.pauses).toEqual([{ from: 500, to: 500 + SHORT_PAUSE_MS, lasted: 60_000 }]);
  expect(timeline.pauseAt(600)?.lasted).toBe(60_000);
  expect(timeline.pauseAt(499)).toBeNull();
  expect(timeline.pauseAt(500 + SHORT_PAUSE_MS)).toBeNull();
});

test("within a shortened pause the time of day runs faster, and is right at both ends", () => {
  const timeline = timelineOf(0, 60_000);
  expect([0, SHORT_PAUSE_MS / 2, SHORT_PAUSE_MS].map((time) => timeline.realAt(time))).toEqual([0, 30_000, 60_000]);
});

test("a playing time is at the last of the entries that have happened by then", () => {
  const timeline = timelineOf(0, 0, 200, 200, 900);
  expect([-1, 0, 199, 200, 899, 900, 5_000].map((time) => timeline.positionAt(time))).toEqual([0, 2, 2, 4, 4, 5, 5]);
});

test("a clock that was set back does not turn the recording back", () => {
  const timeline = timelineOf(1_000, 400, 1_200);
  expect([1, 2, 3].map((position) => timeline.playedAt(position))).toEqual([0, 0, 200]);
  expect(timeline.realAt(0)).toBe(1_000);
});
