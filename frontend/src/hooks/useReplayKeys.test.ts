/** @vitest-environment jsdom */
/** The replay's keys, wherever the focus is. */
import { cleanup, renderHook } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../services/collab/testing/fakeClock";
import { Player } from "../services/replay/player";
import { Timeline } from "../services/replay/timeline";
import { useReplayKeys } from "./useReplayKeys";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
});

function playerWithKeys(): Player {
  const player = new Player(new Timeline([0, 100, 200]), new FakeClock());
  renderHook(() => useReplayKeys(player));
  return player;
}

/** Presses a key on an element and says whether the page took it. */
function press(key: string, on: Element = document.body, modifiers: KeyboardEventInit = {}): boolean {
  return !on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }));
}

function append(tag: string): Element {
  const element = document.createElement(tag);
  document.body.append(element);
  return element;
}

test.each([" ", "k", "K"])("%j plays and pauses", (key) => {
  const player = playerWithKeys();
  expect(press(key)).toBe(true);
  expect(player.snapshot().isPlaying).toBe(true);
  press(key);
  expect(player.snapshot().isPlaying).toBe(false);
});

test("full stop and comma step on and back", () => {
  const player = playerWithKeys();
  press(".");
  press(".");
  expect(player.snapshot().position).toBe(3);
  press(",");
  expect(player.snapshot().position).toBe(2);
});

test("Space on a button is the button's; the other keys work there too", () => {
  const player = playerWithKeys();
  const button = append("button");
  expect(press(" ", button)).toBe(false);
  expect(player.snapshot().isPlaying).toBe(false);
  press("k", button);
  expect(player.snapshot().isPlaying).toBe(true);
});

test("who types, or uses the browser's own shortcuts, is not disturbed", () => {
  const player = playerWithKeys();
  expect([press("k", append("input")), press("k", document.body, { ctrlKey: true })]).toEqual([false, false]);
  expect(player.snapshot().isPlaying).toBe(false);
});
