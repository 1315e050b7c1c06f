/** Runtimes are loaded once, shown as they are, and given back. */
import { expect, test } from "vitest";
import { RuntimePool } from "./runtimePool";
import { deferred, languageOf, ScriptedRuntime } from "./scriptedRuntime";

test("a runtime is loaded once, however many ask for it", async () => {
  let loads = 0;
  const entry = languageOf(async () => {
    loads++;
    return new ScriptedRuntime();
  });
  const pool = new RuntimePool();
  const [one, other] = await Promise.all([pool.get(entry), pool.get(entry)]);
  expect(one).toBe(other);
  expect(loads).toBe(1);
});

test("its status is cold, then whatever the runtime says, and listeners hear of each change", async () => {
  const runtime = new ScriptedRuntime();
  const pool = new RuntimePool();
  let changes = 0;
  pool.subscribe(() => changes++);
  expect(pool.status("python")).toEqual({ kind: "cold" });
  await pool.warmUp(languageOf(async () => runtime));
  expect(pool.status("python")).toEqual({ kind: "ready" });
  const before = changes;
  runtime.become({ kind: "running" });
  expect(pool.status("python")).toEqual({ kind: "running" });
  expect(changes).toBeGreaterThan(before);
});

test("a load that failed shows why, and is tried anew", async () => {
  let isBroken = true;
  const entry = languageOf(async () => {
    if (isBroken) throw new Error("offline");
    return new ScriptedRuntime();
  });
  const pool = new RuntimePool();
  await pool.warmUp(entry);
  expect(pool.status("python")).toEqual({ kind: "failed", message: "offline" });
  isBroken = false;
  await pool.warmUp(entry);
  expect(pool.status("python")).toEqual({ kind: "ready" });
});

test("all are given back, also one that comes after the room was left", async () => {
  const early = new ScriptedRuntime();
  const late = new ScriptedRuntime();
  const arrival = deferred<ScriptedRuntime>();
  const pool = new RuntimePool();
  await pool.get(languageOf(async () => early));
  const coming = pool.get({ ...languageOf(() => arrival.promise), id: "javascript" });
  pool.dispose();
  pool.dispose();
  expect(early.disposals).toBe(1);
  arrival.resolve(late);
  await expect(coming).rejects.toThrow("left before");
  expect(late.disposals).toBe(1);
});
