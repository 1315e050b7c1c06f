/** The codec reads what the protocol allows, and nothing else. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import { decodeServerMessage, encodeClientMessage, FrameError, MESSAGE, type TextMessage } from "./protocol";
import { json, saved, text } from "./testing/roomServer";

const you = { id: "p1", name: "Ada", color: "c3", role: "host" } as const;
const session = {
  id: "s1",
  title: "Two sums",
  language: "python",
  status: "open",
  createdAt: "2026-01-01T00:00:00Z",
  endedAt: null,
} as const;
const run = {
  id: "r1",
  by: you,
  language: "python",
  text: "file/main.py",
  codeHash: "00",
  startedAt: "2026-01-01T00:00:00Z",
  output: [{ stream: "stdout", text: "hello" }],
  truncated: false,
  outcome: "succeeded",
  durationMs: 12,
  error: null,
  peakMemoryBytes: null,
  step: null,
  stdin: "",
  runtime: null,
  files: [],
} as const;
const limits = { textLength: 200_000, nameLength: 60, titleLength: 120, runOutput: 262_144, chatLength: 2_000 };
const welcome = {
  you,
  participants: [you],
  session,
  texts: [{ name: "file/main.py", language: "python", file: "main.py" }],
  chat: [],
  rights: { preparing: false, lobby: true, locks: { all: ["run"], people: { p2: ["edit", "paste"] } }, removed: [] },
  runs: [run],
  seq: 7,
  limits,
};
const bytes = Uint8Array.of(1, 2, 3);

function awarenessUpdate(state: string): Uint8Array {
  const out = encoding.createEncoder();
  for (const value of [1, 7, 3]) encoding.writeVarUint(out, value);
  encoding.writeVarString(out, state);
  return encoding.toUint8Array(out);
}

describe("what the server sends", () => {
  it("is read into one union", () => {
    expect(decodeServerMessage(json(MESSAGE.hello, welcome))).toEqual({ kind: "welcome", welcome });
    for (const [number, trouble] of ["none", "failing", "paused", "damaged"].entries()) {
      expect(decodeServerMessage(saved(300, number))).toEqual({ kind: "saved", count: 300, trouble });
    }
    expect(decodeServerMessage(json(MESSAGE.notice, { code: "NOT_ALLOWED", message: "No.", status: 403 }))).toEqual({
      kind: "notice",
      notice: { code: "NOT_ALLOWED", message: "No.", ref: null },
    });
    expect(
      decodeServerMessage(json(MESSAGE.event, { seq: 1, at: "t", by: "p1", ref: 4, type: "titled", title: "New" })),
    ).toEqual({ kind: "event", entry: { seq: 1, at: "t", by: "p1", ref: 4, type: "titled", title: "New" } });
  });

  it("says the same about a text in both directions", () => {
    const messages: TextMessage[] = [
      { kind: "step1", stateVector: bytes },
      { kind: "step2", update: bytes },
      { kind: "update", update: bytes },
      { kind: "awareness", update: awarenessUpdate('{"cursor":null}') },
    ];
    for (const message of messages) {
      const said = { kind: "text", text: "file/main.py", message } as const;
      expect(decodeServerMessage(encodeClientMessage(said))).toEqual(said);
    }
  });

  it("[CO1] is refused when it is cut anywhere", () => {
    const frames = [
      json(MESSAGE.hello, welcome),
      saved(300, 0),
      text("file/main.py", MESSAGE.sync, 2, bytes),
      text("file/main.py", MESSAGE.awareness, null, awarenessUpdate("{}")),
    ];
    for (const frame of frames) {
      for (let length = 0; length < frame.length; length++) {
        expect(() => decodeServerMessage(frame.subarray(0, length))).toThrow(FrameError);
      }
    }
  });

  it("[CO1] is refused when something follows it", () => {
    expect(() => decodeServerMessage(Uint8Array.of(...saved(3, 0), 0))).toThrow("follows");
  });

  it.each([
    ["an unknown type", Uint8Array.of(42)],
    ["types of stock peers", Uint8Array.of(MESSAGE.sync, 0, 0)],
    ["a trouble that is none", saved(1, 4)],
    ["an unknown sync step", text("file/main.py", MESSAGE.sync, 3, bytes)],
    ["a colour that is CSS", json(MESSAGE.hello, { ...welcome, you: { ...you, color: "red;background:url(x)" } })],
    ["a role that is none", json(MESSAGE.hello, { ...welcome, you: { ...you, role: "admin" } })],
    ["a welcome without limits", json(MESSAGE.hello, { ...welcome, limits: undefined })],
    ["an event without a type", json(MESSAGE.event, { seq: 1, at: "t", by: null })],
    ["a presence that is a list", text("t", MESSAGE.awareness, null, awarenessUpdate("[]"))],
    ["a presence that is not JSON", text("t", MESSAGE.awareness, null, awarenessUpdate("{"))],
    ["invalid UTF-8", Uint8Array.of(MESSAGE.notice, 2, 0xc3, 0x28)],
    ["a frame over 1 MiB", new Uint8Array((1 << 20) + 1)],
  ])("[CO1] is refused when it is %s", (_what, frame) => {
    expect(() => decodeServerMessage(frame)).toThrow(FrameError);
  });

  it("may be an event that this page does not know yet", () => {
    const frame = json(MESSAGE.event, { seq: 9, at: "t", by: "p1", type: "part_revealed", part: 2 });
    expect(decodeServerMessage(frame)).toEqual({
      kind: "event",
      entry: { seq: 9, at: "t", by: "p1", ref: null, type: "unknown" },
    });
  });

  it("does not take an event's name for a property of every object", () => {
    const frame = json(MESSAGE.event, { seq: 9, at: "t", by: "p1", type: "constructor" });
    expect(decodeServerMessage(frame)).toMatchObject({ entry: { type: "unknown" } });
  });
});

describe("what the page sends", () => {
  it("is hello as JSON behind its type", () => {
    const input = decoding.createDecoder(encodeClientMessage({ kind: "hello", hello: { name: "Ada", clients: [1] } }));
    expect(decoding.readVarUint(input)).toBe(103);
    expect(JSON.parse(decoding.readVarString(input))).toEqual({ name: "Ada", clients: [1] });
    expect(decoding.hasContent(input)).toBe(false);
  });

  it("is a proposal with the reference by which its answer is known", () => {
    const frame = encodeClientMessage({ kind: "event", proposal: { type: "titled", title: "é" }, ref: 5 });
    const input = decoding.createDecoder(frame);
    expect(decoding.readVarUint(input)).toBe(101);
    expect(JSON.parse(decoding.readVarString(input))).toEqual({ type: "titled", title: "é", ref: 5 });
  });
});
