/** Times, sizes, names and links as they are shown and read. */
import { afterEach, expect, test } from "vitest";
import { speak } from "../texts";
import {
  formatAgo,
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatElapsed,
  formatMegabytes,
  initialsOf,
} from "./format";
import { findSession } from "./sessionLink";

afterEach(() => speak("en"));

const NOW = Date.UTC(2026, 0, 10, 12);

test.each([
  [5, "just now"],
  [-5, "just now"],
  [60, "1 minute ago"],
  [7200, "2 hours ago"],
  [86_400, "yesterday"],
])("%d seconds ago is %s", (seconds, words) => {
  expect(formatAgo(new Date(NOW - seconds * 1000), NOW)).toBe(words);
});

test.each([
  [0.8, "1 ms"],
  [999, "999 ms"],
  [1840, "1.84 s"],
  [12_340, "12.3 s"],
  [125_000, "2 min 05 s"],
])("%d ms last %s", (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test("bytes are shown in megabytes with one decimal", () => {
  expect(formatMegabytes(6_330_000)).toBe("6.3");
});

test.each([
  ["Ines Okafor", "IO"],
  ["ada", "A"],
  ["  Jean-Luc  de la Tour ", "JT"],
  ["佐藤 遥", "佐遥"],
  ["🦉 owl", "🦉O"],
  ["", "?"],
])("%j has the initials %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

const ID = "0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11";
test.each([
  ID,
  ` ${ID.toUpperCase()} `,
  `http://localhost:8080/session/${ID}`,
  `Join me: https://x.test/session/${ID}/replay?a=1`,
])("the id is found in %j", (pasted) => {
  expect(findSession(pasted)).toEqual({ id: ID, hostKey: null });
});

test("no id is found where there is none", () => {
  expect(findSession("https://x.test/session/")).toBeNull();
});

test("a place in a recording counts hours only where there are any", () => {
  expect([0, 7_999, 761_000, 3_723_000, -5].map(formatElapsed)).toEqual(["0:00", "0:07", "12:41", "1:02:03", "0:00"]);
});

test("times, durations and sizes are written as the language of the page writes them", () => {
  speak("de");
  expect(formatAgo(new Date(NOW - 7_200_000), NOW)).toBe("vor 2 Stunden");
  expect(formatDuration(1840)).toBe("1,84 s");
  expect(formatMegabytes(6_330_000)).toBe("6,3");
  expect(formatCount(12_041)).toBe("12.041");
});

test("dates are written as where the person is, if the page speaks the language of that place", () => {
  const at = new Date(2026, 10, 24, 15, 4, 5);
  speak("en", ["en-GB", "de"]);
  expect(formatClock(at)).toBe("15:04:05");
  speak("en", ["de", "en-US"]);
  expect(formatClock(at)).toMatch(/^03:04:05.PM$/);
  speak("de", ["en-US"]);
  expect(formatDate(at)).toBe("24.11.2026, 15:04");
});

test("a hosts' link is found with its key, and with nothing of what stands behind it", () => {
  const key = "a-key_of-24-random-bytes";
  for (const behind of ["", ".", " – see you", '"']) {
    expect(findSession(`https://x.test/session/${ID}#host=${key}${behind}`)).toEqual({ id: ID, hostKey: key });
  }
  expect(findSession(`https://x.test/session/${ID}#host=short`)).toEqual({ id: ID, hostKey: null });
});
