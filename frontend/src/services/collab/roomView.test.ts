/** What the page makes of the room's events. */
import { expect, test } from "vitest";
import { NO_RIGHTS } from "./rights";
import { EMPTY_VIEW, folded, type RoomView, welcomed } from "./roomView";
import type { Participant } from "./types";
import type { RoomEvent, Welcome } from "./wireShapes";

const ada: Participant = { id: "p1", name: "Ada", color: "c0", role: "host" };
const ben: Participant = { id: "p2", name: "Ben", color: "c1", role: "candidate" };
const AT = "2026-01-01T00:00:00Z";

function welcome(...participants: Participant[]): Welcome {
  const session = { id: "s", title: "", language: "python", status: "open", createdAt: AT, endedAt: null } as const;
  return {
    you: ada,
    participants,
    session,
    rights: NO_RIGHTS,
    texts: [],
    runs: [],
    chat: [],
    seq: 1,
    limits: EMPTY_VIEW.limits,
  };
}

function after(view: RoomView, by: string | null, ...events: RoomEvent[]): RoomView {
  return events.reduce((now, event) => folded(now, { seq: 2, at: AT, by, ref: null, ...event }), view);
}

test("[CT1] a line of the chat has its author, gone or not", () => {
  const view = after(
    welcomed(welcome(ada, ben), EMPTY_VIEW),
    "p2",
    { type: "chat", text: "one" },
    { type: "left", participantId: "p2" },
    { type: "chat", text: "two" },
  );
  expect(view.chat).toEqual([
    { at: AT, by: ben, text: "one" },
    { at: AT, by: ben, text: "two" },
  ]);
});

test("who leaves is offline, and here again when back, over a new connection too", () => {
  const here = welcomed(welcome(ada, ben), EMPTY_VIEW);
  const gone = after(here, null, { type: "left", participantId: "p2" });
  expect([gone.participants, gone.departed]).toEqual([[ada], [ben]]);
  const back = after(gone, "p2", { type: "joined", participant: ben });
  expect([back.participants, back.departed]).toEqual([[ada, ben], []]);
  expect(welcomed(welcome(ada), back).departed).toEqual([ben]);
  expect(welcomed(welcome(ada, ben), gone).departed).toEqual([]);
});

test("each gathering is news", () => {
  const first = after(welcomed(welcome(ada, ben), EMPTY_VIEW), "p1", { type: "gathered" });
  const second = after(first, "p1", { type: "gathered" });
  expect(second.gatheredBy).toEqual({ host: ada });
  expect(second.gatheredBy).not.toBe(first.gatheredBy);
});
