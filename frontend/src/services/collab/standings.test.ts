// @vitest-environment jsdom
/** How people are, as their pages show it and as others see it. */
import { expect, test, vi } from "vitest";
import { applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { newText, sharedPair } from "../editor/testing/editors";
import { IDLE_MS, watchActivity } from "./activity";
import { Standings, TYPING_MS } from "./standings";
import { FakeClock } from "./testing/fakeClock";
import { TEXT, World } from "./testing/rooms";
import type { SharedText } from "./types";

function show(text: SharedText, id: string, fields: object): void {
  text.awareness.setLocalState({ user: { id, name: id, color: "c1" }, ...fields });
}

function watch(text: SharedText) {
  const clock = new FakeClock();
  const standings = new Standings(text, clock);
  return { clock, standings, of: (id: string) => standings.snapshot().of.get(id) };
}

test("[PR8] who types is typing until a pause, and by insertions only", () => {
  const [ada, ben] = sharedPair("x");
  show(ben, "p-ben", { activity: "active", runtime: null });
  const { clock, standings, of } = watch(ada);
  expect(of("p-ben")).toEqual({ activity: "active", isTyping: false, runtimes: [] });
  ben.content.insert(0, "a");
  clock.advance(TYPING_MS - 1);
  ben.content.insert(0, "b");
  clock.advance(TYPING_MS - 1);
  expect(of("p-ben")?.isTyping).toBe(true);
  clock.advance(1);
  expect(of("p-ben")?.isTyping).toBe(false);
  ada.content.insert(0, "mine");
  expect(of("p-ben")?.isTyping).toBe(false);
  standings.dispose();
});

test("[PR8] somebody with several pages is what the most awake of them says, with every runtime that is ready", () => {
  const here = newText();
  for (const fields of [
    { activity: "away", runtime: "python" },
    { activity: "idle", runtime: null },
  ]) {
    const tab = newText();
    show(tab, "p-ben", fields);
    applyAwarenessUpdate(here.awareness, encodeAwarenessUpdate(tab.awareness, [tab.awareness.clientID]), tab);
  }
  expect(watch(here).of("p-ben")).toEqual({ activity: "idle", isTyping: false, runtimes: ["python"] });
});

test("[PR8] what is not of this form is read as nothing special, and what is nobody's as nobody", () => {
  const text = newText();
  show(text, "p-odd", { activity: { toString: 1 }, runtime: 7 });
  expect(watch(text).of("p-odd")).toEqual({ activity: "active", isTyping: false, runtimes: [] });
  text.awareness.setLocalState({ user: "nobody" });
  expect(watch(text).standings.snapshot().of.size).toBe(0);
});

test("a caret that moves is no news", () => {
  const [ada, ben] = sharedPair("x");
  show(ben, "p-ben", { activity: "active", runtime: null });
  const { standings } = watch(ada);
  const heard = vi.fn();
  standings.subscribe(heard);
  const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(ben.content, 1));
  ben.awareness.setLocalStateField("cursor", { anchor: at, head: at });
  expect(heard).not.toHaveBeenCalled();
  ben.awareness.setLocalState(null);
  expect(heard).toHaveBeenCalledTimes(1);
});

test("[PR8] what a page shows stands before the cursor, in each text and after each change", async () => {
  const world = new World();
  const ada = await world.join("Ada");
  ada.show({ activity: "idle", runtime: "python" });
  const { awareness } = ada.text(TEXT);
  awareness.setLocalStateField("cursor", null);
  ada.show({ activity: "active", runtime: "python" });
  expect(awareness.getLocalState()).toMatchObject({ activity: "active", runtime: "python", cursor: null });
  expect(Object.keys(awareness.getLocalState() ?? {}).at(-1)).toBe("cursor");
});

test("[PR8] a minute without a key is a pause, a page out of sight is away, and a key brings back", () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const leave = watchActivity((activity) => told.push(activity), clock);
  clock.advance(IDLE_MS - 1);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
  clock.advance(IDLE_MS - 1);
  expect(told).toEqual(["active"]);
  clock.advance(1);
  document.dispatchEvent(new Event("pointermove"));
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  leave();
  document.dispatchEvent(new Event("visibilitychange"));
  clock.advance(2 * IDLE_MS);
  expect(told).toEqual(["active", "idle", "active", "away", "active"]);
});
