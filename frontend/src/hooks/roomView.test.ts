/** Which face the session page shows, and what it says of connection and saving. */
import { describe, expect, test } from "vitest";
import { NO_RIGHTS } from "../services/collab/rights";
import type { CloseReason, ConnectionState, RoomSnapshot, SessionInfo } from "../services/collab/types";
import { texts } from "../texts";
import { chooseView } from "./roomView";
import { answerSave, describeStatus } from "./statusLine";

const NOW = 1_000_000;
const session: SessionInfo = {
  id: "0b9d6c1e-8a55-4f5e-9d2d-2f0a2a8f7c11",
  title: "",
  language: "python",
  status: "open",
  createdAt: "2026-01-01T00:00:00Z",
  endedAt: null,
};
const live: RoomSnapshot = {
  connection: { kind: "live", overHttp: false },
  saved: "saved",
  keptLocally: true,
  session,
  languageBy: null,
  you: null,
  participants: [],
  departed: [],
  rights: NO_RIGHTS,
  door: null,
  runs: [],
  chat: [],
  files: [],
  gatheredBy: null,
  limits: { textLength: 1, nameLength: 1, titleLength: 1, runOutput: 1, chatLength: 2_000 },
  notice: null,
  recovered: [],
};
const waiting = (reason: CloseReason): ConnectionState => ({
  kind: "waiting",
  retryAt: NOW + 2500,
  attempt: 1,
  reason,
});
const closed = (reason: CloseReason): ConnectionState => ({ kind: "closed", reason });
const room = (part: Partial<RoomSnapshot>): RoomSnapshot => ({ ...live, ...part });

describe("the face of a session that nothing is known of", () => {
  test.each<[string, ConnectionState, string]>([
    ["opens while it connects for the first time", { kind: "connecting", attempt: 0 }, "opening"],
    ["says that the server is away while it is tried again", { kind: "connecting", attempt: 1 }, "away"],
    ["says that the server is away while it waits", waiting("CONNECTION_LOST"), "away"],
    ["says that the room is full", waiting("ROOM_FULL"), "full"],
    ["[RM10] says that the server is full", waiting("SERVER_FULL"), "serverFull"],
    ["[RM9] says that it sent too much", waiting("TOO_FAST"), "tooFast"],
    ["[HT9] says that the network holds back the stream", waiting("STREAM_HELD_BACK"), "heldBack"],
    ["says that the session could not be read", waiting("STORAGE_UNAVAILABLE"), "storage"],
    ["opens again after a restart", waiting("SERVER_RESTARTS"), "opening"],
    ["says that there is no such session", closed("SESSION_NOT_FOUND"), "notFound"],
    ["says that the server refused this page", closed("FORBIDDEN"), "refused"],
  ])("%s", (_, connection, kind) => {
    expect(chooseView(room({ session: null, connection })).kind).toBe(kind);
  });
});

describe("the face of a session that is known", () => {
  test("stays the room, whatever became of the connection: what was typed must stay in sight", () => {
    for (const connection of [waiting("CONNECTION_LOST"), closed("BAD_FRAME"), closed("TEXT_TOO_LONG")]) {
      expect(chooseView(room({ connection })).kind).toBe("open");
    }
  });

  test("is the ended one once it has ended", () => {
    expect(chooseView(room({ session: { ...session, status: "ended" } })).kind).toBe("ended");
  });

  test("is not found when the server no longer has it", () => {
    expect(chooseView(room({ connection: closed("SESSION_NOT_FOUND") })).kind).toBe("notFound");
  });
});

describe("what is said of saving", () => {
  const status = (part: Partial<RoomSnapshot>, online = true) => describeStatus(room(part), NOW, online);

  test("is Saved only when the server has confirmed it", () => {
    expect(status({})).toEqual({ tone: "good", text: texts.saved.saved, canRetry: false });
    for (const saved of ["loading", "saving", "unsent"] as const) expect(status({ saved }).tone).toBe("quiet");
  });

  test("[HT8] names the detour over HTTP, and [HT9] what holds it back", () => {
    const overHttp = { connection: { kind: "live", overHttp: true } } as const;
    expect(status(overHttp)).toMatchObject({ tone: "good", text: "Saved · over HTTP" });
    expect(status({ ...overHttp, saved: "saving" }).text).toBe("Saving… · over HTTP");
    expect(status({ ...overHttp, saved: "trouble" }).text).toBe(texts.saved.trouble);
    expect(status({ connection: waiting("STREAM_HELD_BACK") })).toMatchObject({
      tone: "attention",
      text: "The network holds back what the server sends · Reconnecting in 3 s",
      canRetry: true,
    });
  });

  test("[SV3] is that new edits are not saved while the server cannot write, and where else they are", () => {
    expect(status({ saved: "trouble" })).toMatchObject({ tone: "bad", text: texts.saved.trouble });
    expect(answerSave(room({ saved: "trouble" }))).toContain("a copy is kept in this browser");
    expect(answerSave(room({ saved: "trouble", keptLocally: false }))).toContain("keeps no copy");
  });

  test("[SV4] [SV5] is that editing is paused, or the session read-only, and where the newest edits are", () => {
    expect(status({ saved: "paused" })).toEqual({ tone: "bad", text: texts.saved.paused, canRetry: false });
    expect(status({ saved: "damaged" })).toEqual({ tone: "bad", text: texts.saved.damaged, canRetry: false });
    for (const saved of ["paused", "damaged"] as const) {
      expect(answerSave(room({ saved }))).toContain("is kept in this browser");
      expect(answerSave(room({ saved, keptLocally: false }))).toContain("keeps no copy");
    }
  });

  test("[RM3] is, once the session has ended, that edits which came too late are here only", () => {
    const ended = { session: { ...session, status: "ended" } } as const;
    expect(status(ended)).toMatchObject({ tone: "quiet", text: texts.saved.ended });
    expect(status({ ...ended, saved: "unsent" })).toMatchObject({
      tone: "attention",
      text: "Ended — your newest edits are only in this browser",
    });
    expect(status({ ...ended, saved: "unsent", keptLocally: false }).text).toContain("only in this tab");
    for (const connection of [live.connection, waiting("CONNECTION_LOST"), closed("BAD_FRAME")]) {
      expect(answerSave(room({ ...ended, connection, saved: "unsent" }))).toBe(texts.saved.answerEndedKept);
    }
  });

  test("is Disconnected, and that the newest edits are here only, when the server refused them", () => {
    expect(status({ connection: closed("BAD_FRAME") }).text).toBe(texts.saved.closed);
    const unsent = { connection: closed("BAD_FRAME"), saved: "unsent" } as const;
    expect(status(unsent).text).toBe("Disconnected — your newest edits are only in this browser");
    expect(answerSave(room(unsent))).toBe(texts.saved.answerClosedKept);
    expect(answerSave(room({ ...unsent, keptLocally: false }))).toBe(texts.saved.answerClosedLost);
  });

  test("counts the seconds until the next try, which can be had at once", () => {
    expect(status({ connection: waiting("CONNECTION_LOST") })).toEqual({
      tone: "attention",
      text: "Reconnecting in 3 s",
      canRetry: true,
    });
  });

  test.each(["TOO_FAST", "SERVER_FULL", "ROOM_FULL", "STORAGE_UNAVAILABLE"] as const)(
    "says why the server asked for a pause: %s",
    (reason) => {
      const { text } = status({ connection: waiting(reason) });
      expect(text).toBe(`${texts.closed[reason].title} · Reconnecting in 3 s`);
      expect(status({ connection: waiting(reason), saved: "unsent" }).text).toContain(texts.saved.keptHere);
      expect(status({ connection: waiting(reason) }, false).text).toBe(texts.saved.offlineKept);
    },
  );

  test("says that edits are kept in this browser only where it keeps a copy", () => {
    const lost = { connection: waiting("CONNECTION_LOST"), saved: "unsent" } as const;
    expect(status(lost).text).toContain(texts.saved.offlineKept);
    expect(status({ ...lost, keptLocally: false }).text).toContain(texts.saved.offlineLost);
    expect(status(lost, false).text).toBe(texts.saved.offlineKept);
  });

  test("answers the shortcut with the same truth", () => {
    expect(answerSave(live)).toBe(texts.saved.answerSaved);
    expect(answerSave(room({ saved: "saving" }))).toBe(texts.saved.answerSaving);
    expect(answerSave(room({ saved: "loading" }))).toBe(texts.saved.answerLoading);
    const lost = { connection: waiting("CONNECTION_LOST") };
    expect(answerSave(room(lost))).toBe(texts.saved.answerSavedAway);
    expect(answerSave(room({ ...lost, saved: "unsent" }))).toBe(texts.saved.answerKept);
    expect(answerSave(room({ ...lost, saved: "unsent", keptLocally: false }))).toBe(texts.saved.answerLost);
  });
});
