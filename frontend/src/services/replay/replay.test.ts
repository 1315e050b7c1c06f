/** Loading: every end that the network can make of it. */
import { afterEach, expect, test, vi } from "vitest";
import { FakeClock } from "../collab/testing/fakeClock";
import { Replay, type ReplayState } from "./replay";
import { ada, languageOfText, PYTHON, Story } from "./testing/recordings";

const RECORD = { id: "s", code: "", language: "python", title: "T", createdAt: "2026-01-01", participants: 0 };
const STORY = new Story().join(ada).type(ada.id, "é🎉").type(ada.id, "!");

const opened: Replay[] = [];

afterEach(() => {
  for (const replay of opened.splice(0)) replay.dispose();
  vi.unstubAllGlobals();
});

/** The network answers the log's address with this; the session's with its record. */
function serve(log: () => Response | Promise<Response>, session: () => Response = () => Response.json(RECORD)): void {
  vi.stubGlobal("fetch", async (address: string) => (address.endsWith("/log") ? log() : session()));
}

/** A body that arrives in pieces of a few bytes, so that lines and characters are torn apart. */
function torn(text: string, pieceBytes = 7): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceBytes) controller.enqueue(bytes.slice(at, at + pieceBytes));
      controller.close();
    },
  });
}

function load(): { replay: Replay; states: ReplayState[]; ended: Promise<ReplayState> } {
  const replay = new Replay({ sessionId: "s", languageOfText, clock: new FakeClock() });
  opened.push(replay);
  const states: ReplayState[] = [replay.snapshot()];
  const ended = new Promise<ReplayState>((resolve) => {
    replay.subscribe(() => {
      states.push(replay.snapshot());
      if (replay.snapshot().kind !== "loading") resolve(replay.snapshot());
    });
  });
  return { replay, states, ended };
}

const lines = (story: Story) => `${story.lines.join("\n")}\n`;

test("a log torn into pieces is read whole, and tells how far it is", async () => {
  serve(() => new Response(torn(lines(STORY)), { headers: { "Log-Entries": "3" } }));
  const { states, ended } = load();
  const state = await ended;
  if (state.kind !== "ready") throw new Error(`It is ${state.kind}.`);
  expect(state.recording.frameAt(3).content(PYTHON)).toBe("é🎉!");
  expect(state.player.snapshot().position).toBe(2);
  const shares = states.flatMap((seen) => (seen.kind === "loading" ? [seen.progress.share ?? 0] : []));
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  expect(new Set(shares).size).toBeGreaterThan(2);
});

test("a session in which nobody typed is empty", async () => {
  serve(() => new Response(lines(new Story().join(ada))));
  expect(await load().ended).toEqual({ kind: "empty", title: "T" });
});

const refusal = (code: string, status: number) => () => Response.json({ message: "No.", code, status }, { status });

test.each([
  ["notFound", refusal("SESSION_NOT_FOUND", 404)],
  ["storage", refusal("STORAGE_UNAVAILABLE", 503)],
  ["away", () => new Response("Bad gateway", { status: 502 })],
  ["away", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["unreadable", () => new Response("<!doctype html>")],
  ["unreadable", () => new Response(`${JSON.stringify({ seq: 1, at: "never", by: null, channel: "events" })}\n`)],
] as const)("a recording that cannot be had is told as: %s", async (reason, answer) => {
  serve(answer);
  expect(await load().ended).toEqual({ kind: "failed", reason });
});

test("a log that breaks off is never shown as the whole", async () => {
  const broken = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(lines(STORY)));
    },
    pull(controller) {
      controller.error(new TypeError("network error"));
    },
  });
  serve(() => new Response(broken));
  expect(await load().ended).toEqual({ kind: "failed", reason: "away" });
});

test("an entry of a kind that this page does not know is passed over", async () => {
  const board = JSON.stringify({ seq: 0, at: "2026-01-01T11:59:59Z", by: null, channel: "board", kind: "board" });
  serve(() => new Response(`${board}\n${lines(STORY)}`));
  const state = await load().ended;
  expect(state.kind === "ready" && state.recording.timeline.count).toBe(3);
});

test("loading anew shows what was recorded since", async () => {
  let story = new Story().join(ada);
  serve(() => new Response(lines(story)));
  const { replay, ended } = load();
  expect((await ended).kind).toBe("empty");
  story = STORY;
  const again = new Promise<ReplayState>((resolve) => {
    replay.subscribe(() => replay.snapshot().kind === "ready" && resolve(replay.snapshot()));
  });
  replay.reload();
  expect((await again).kind).toBe("ready");
});
