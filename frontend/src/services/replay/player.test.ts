/** Playing: the clock moves the position. */
import { expect, test } from "vitest";
import { FakeClock } from "../collab/testing/fakeClock";
import { Player, TICK_MS } from "./player";
import { SHORT_PAUSE_MS, Timeline } from "./timeline";

/** Entries at 0, 1, 2 … 9 s, then a minute of nothing, then one more. */
const TIMES = [...Array.from({ length: 10 }, (_, second) => second * 1_000), 69_000];

function playerOf(times: readonly number[] = TIMES) {
  const clock = new FakeClock();
  return { clock, player: new Player(new Timeline(times), clock) };
}

test("it stands until it is played, and then moves with the clock", () => {
  const { clock, player } = playerOf();
  clock.advance(5_000);
  expect(player.snapshot()).toMatchObject({ position: 1, isPlaying: false });
  player.play();
  clock.advance(3_000 + TICK_MS);
  expect(player.snapshot()).toMatchObject({ position: 4, isPlaying: true });
  player.pause();
  clock.advance(5_000);
  expect(player.snapshot()).toMatchObject({ position: 4, isPlaying: false });
});

test.each([1, 2, 4, 8] as const)("at speed %d× it moves so many times as fast", (speed) => {
  const { clock, player } = playerOf();
  player.setSpeed(speed);
  player.play();
  clock.advance(1_000 + TICK_MS);
  expect(player.snapshot().position).toBe(1 + speed);
});

test("a long pause takes a second, and the end stops it", () => {
  const { clock, player } = playerOf();
  player.seekPosition(10);
  player.play();
  clock.advance(SHORT_PAUSE_MS - TICK_MS);
  expect(player.snapshot().position).toBe(10);
  clock.advance(3 * TICK_MS);
  expect(player.snapshot()).toMatchObject({ position: 11, isPlaying: false, time: player.timeline.duration });
});

test("played at the end, it begins anew", () => {
  const { player } = playerOf();
  player.seekTime(Number.POSITIVE_INFINITY);
  player.toggle();
  expect(player.snapshot()).toMatchObject({ position: 1, time: 0, isPlaying: true });
});

test("a step pauses and moves by one entry, never beyond an end", () => {
  const { player } = playerOf();
  player.play();
  player.step(1);
  expect(player.snapshot()).toMatchObject({ position: 2, time: 1_000, isPlaying: false });
  player.step(-5);
  expect(player.snapshot().position).toBe(0);
  player.step(500);
  expect(player.snapshot().position).toBe(TIMES.length);
});

test("entries of the same moment can be stepped through one by one", () => {
  const { player } = playerOf([0, 0, 0, 50]);
  player.seekPosition(1);
  player.step(1);
  expect(player.snapshot()).toMatchObject({ position: 2, time: 0 });
});

test("a seek while playing plays on from there", () => {
  const { clock, player } = playerOf();
  player.play();
  clock.advance(500);
  player.seekTime(6_000);
  clock.advance(1_000 + TICK_MS);
  expect(player.snapshot()).toMatchObject({ position: 8, isPlaying: true });
});

test("nobody is told any more once it is disposed of", () => {
  const { clock, player } = playerOf();
  let heard = 0;
  player.subscribe(() => heard++);
  player.play();
  player.dispose();
  player.dispose();
  const before = heard;
  clock.advance(5_000);
  player.seekTime(0);
  expect(heard).toBe(before);
});
