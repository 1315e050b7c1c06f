// @vitest-environment jsdom
/** A program is made ready once its author pauses. */
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as Y from "yjs";
import type { LanguageEntry } from "../../services/runtimes/contract";
import type { Room } from "../room";
import { RuntimePool } from "./runtimePool";
import { languageOf, ScriptedRuntime } from "./scriptedRuntime";
import { useAhead } from "./useAhead";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Author({ room, entry, pool }: { room: Room; entry: LanguageEntry; pool: RuntimePool }) {
  useAhead(room, entry, pool);
  return null;
}

/** A room with one file beside the entry, and a language that is loaded. */
async function open({ canRun = true } = {}) {
  const document = new Y.Doc();
  const texts = new Map([
    ["file/main.py", document.getText("main")],
    ["file/1", document.getText("helper")],
  ]);
  const files = [{ text: "file/1", language: "python", name: "helper.py" }];
  const client = { snapshot: () => ({ files }), text: (name: string) => ({ content: texts.get(name) }) };
  const runtime = new ScriptedRuntime();
  const entry = languageOf(async () => runtime);
  const pool = new RuntimePool();
  await pool.get(entry);
  const room = { client, snapshot: { files }, canRun } as unknown as Room;
  const shown = render(<Author room={room} entry={entry} pool={pool} />);
  const prepared = () =>
    runtime.prepared.map(({ code, files: beside = [] }) =>
      [code, ...beside.map(({ name, text }) => `${name}: ${text}`)].join(" | "),
    );
  return { document, type: (name: string, text: string) => texts.get(name)?.insert(0, text), prepared, shown };
}

test("the whole program is made ready when its author pauses, and not with each key", async () => {
  const { type, prepared } = await open();
  type("file/1", "one");
  vi.advanceTimersByTime(200);
  type("file/main.py", "two");
  vi.advanceTimersByTime(300);
  expect(prepared()).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(prepared()).toEqual(["two | helper.py: one"]);
});

test("what others type is theirs to run", async () => {
  const { document, prepared } = await open();
  const other = new Y.Doc();
  other.getText("main").insert(0, "theirs");
  Y.applyUpdate(document, Y.encodeStateAsUpdate(other));
  vi.advanceTimersByTime(1000);
  expect(prepared()).toEqual([]);
});

test("nothing is made ready for who may not run, nor for who has left", async () => {
  const locked = await open({ canRun: false });
  locked.type("file/main.py", "one");
  const left = await open();
  left.type("file/main.py", "two");
  left.shown.unmount();
  vi.advanceTimersByTime(1000);
  expect([locked.prepared(), left.prepared()]).toEqual([[], []]);
});
