/** What hosts decide, as the page folds it. */
import { describe, expect, it } from "vitest";
import { foldRights, lockedFor, NO_RIGHTS } from "./rights";
import type { Participant, Rights } from "./types";
import type { RoomEvent } from "./wireShapes";

const ada: Participant = { id: "p-ada", name: "Ada", color: "c0", role: "candidate" };
const hedy: Participant = { id: "p-hedy", name: "Hedy", color: "c1", role: "host" };
const known = new Map([ada, hedy].map((person) => [person.id, person]));

function folded(...events: readonly RoomEvent[]): Rights {
  return events.reduce((rights, event) => foldRights(rights, event, known), NO_RIGHTS);
}

describe("locks", () => {
  it("concern one person or everybody, and never a host", () => {
    const one = folded({ type: "locked", lock: "edit", participantId: "p-ada" });
    expect([lockedFor(one, ada, "edit"), lockedFor(one, ada, "run"), lockedFor(one, null, "edit")]).toEqual([
      "you",
      null,
      null,
    ]);
    const all = folded({ type: "locked", lock: "run", participantId: null });
    expect([lockedFor(all, ada, "run"), lockedFor(all, hedy, "run")]).toEqual(["everybody", null]);
  });

  it("are lifted for each when they are lifted for all [LK1]", () => {
    const rights = folded(
      { type: "locked", lock: "edit", participantId: "p-ada" },
      { type: "locked", lock: "paste", participantId: "p-ada" },
      { type: "unlocked", lock: "edit", participantId: null },
    );
    expect([lockedFor(rights, ada, "edit"), lockedFor(rights, ada, "paste")]).toEqual([null, "you"]);
  });
});

it("the removed are known by name until they are let in again", () => {
  const removed: RoomEvent = { type: "removed", participantId: "p-ada" };
  expect(folded(removed, removed).removed).toEqual([ada]);
  expect(folded(removed, { type: "admitted", participantId: "p-ada" }).removed).toEqual([]);
});

it("the door opens and closes", () => {
  expect(folded({ type: "lobby", on: true }).lobby).toBe(true);
  expect(folded({ type: "lobby", on: true }, { type: "lobby", on: false }).lobby).toBe(false);
  expect(foldRights({ ...NO_RIGHTS, preparing: true }, { type: "started" }, known).preparing).toBe(false);
});
