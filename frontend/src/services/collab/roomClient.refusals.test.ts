/** What the room client does when its copy and the server's text disagree: checks, refusals, and the end of the session. */
import { beforeEach, describe, expect, it } from "vitest";
import { MESSAGE } from "./protocol";
import { RESYNC_PAUSE_MS } from "./roomTexts";
import { json } from "./testing/roomServer";
import { type Browser, browserWithDatabases, read, TEXT, type, World } from "./testing/rooms";
import type { RoomClient } from "./types";

let world: World;

beforeEach(() => {
  world = new World();
});

describe("checking", () => {
  it("[CH1] leaves a text alone that is the same", async () => {
    const ada = await world.join("Ada");
    type(ada, 0, "ë😀");
    await world.settle();
    world.server.check(TEXT);
    await world.settle();
    expect(ada.snapshot().recovered).toEqual([]);
  });

  it("[CH1] reads a differing text anew, keeps the copy aside, and goes on typing", async () => {
    const browser = browserWithDatabases();
    const ada = await world.join("Ada", browser);
    type(ada, 0, "mine");
    await world.settleCopies();
    const before = ada.text(TEXT);
    let told = 0;
    ada.subscribe(() => told++);
    world.server.check(TEXT, "what the server has");
    await world.pass(60_000);
    await world.settleCopies();
    expect(ada.snapshot().recovered).toEqual([{ text: TEXT, content: "mine" }]);
    expect(told).toBeGreaterThan(0);
    expect(ada.text(TEXT)).not.toBe(before);
    expect(read(ada)).toBe(world.server.content(TEXT));
    type(ada, 0, "still ");
    await world.settleCopies();
    expect(world.server.content(TEXT)).toBe("still mine");
    ada.dismissRecovered();
    expect(ada.snapshot().recovered).toEqual([]);
  });

  it("[CH1] does not read anew in circles", async () => {
    const ada = await world.join("Ada");
    type(ada, 0, "mine");
    await world.settle();
    world.server.check(TEXT, "other");
    await world.pass(RESYNC_PAUSE_MS / 2);
    const after = ada.text(TEXT);
    world.server.check(TEXT, "other");
    await world.settle();
    expect(ada.text(TEXT)).toBe(after);
  });

  it("[CH1] says nothing about a text with edits under way, since a deletion shows in no state vector", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    type(ada, 0, "mine");
    await world.settle();
    world.server.save();
    await world.settle();
    ada.text(TEXT).content.delete(0, 2);
    world.server.check(TEXT, "mine");
    await world.settle();
    expect(ada.snapshot().recovered).toEqual([]);
  });
});

describe("what the server refuses for good", () => {
  /** Ada, whose copy holds something that ends each connection of hers. */
  async function refused(browser: Browser, code: number): Promise<RoomClient> {
    world.server.edit(TEXT, (content) => content.insert(0, "theirs "));
    const ada = await world.join("Ada", browser);
    await world.settleCopies();
    world.server.refusal = { word: "poison", code };
    await world.goOffline();
    type(ada, 7, "poison");
    await world.settleCopies();
    await world.goOnline();
    await world.settleCopies();
    return ada;
  }

  it.each([
    [4400, "BAD_FRAME"],
    [4403, "FORBIDDEN"],
    [4413, "TEXT_TOO_LONG"],
  ])("is refused again at each handshake (%i), until one starts anew from the server's text", async (code, reason) => {
    const browser = browserWithDatabases();
    const ada = await refused(browser, code);
    expect(ada.snapshot()).toMatchObject({ connection: { kind: "closed", reason }, saved: "unsent" });
    ada.reconnect();
    await world.settle();
    expect(ada.snapshot().connection).toEqual({ kind: "closed", reason });

    ada.startAnew();
    await world.pass(60_000);
    await world.settleCopies();
    expect(ada.snapshot()).toMatchObject({ connection: { kind: "live" }, saved: "saved" });
    expect(ada.snapshot().recovered).toEqual([{ text: TEXT, content: "theirs poison" }]);
    expect(read(ada)).toBe("theirs ");
    type(ada, 7, "mine");
    await world.settleCopies();
    expect(world.server.content(TEXT)).toBe("theirs mine");
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("is gone after a reload too, and what was set aside is kept until it is dismissed", async () => {
    const browser = browserWithDatabases();
    const ada = await refused(browser, 4400);
    ada.startAnew();
    await world.pass(60_000);
    await world.settleCopies();
    ada.dispose();

    const again = await world.join("Ada", browser);
    await world.settleCopies();
    expect(again.snapshot()).toMatchObject({ connection: { kind: "live" }, saved: "saved" });
    expect(read(again)).toBe("theirs ");
    expect(again.snapshot().recovered).toEqual([{ text: TEXT, content: "theirs poison" }]);
    again.dismissRecovered();
    again.dispose();
    expect((await world.join("Ada", browser)).snapshot().recovered).toEqual([]);
  });

  it("is set aside at once, before anything is sent, and only where there is something", async () => {
    const browser = browserWithDatabases();
    const ada = await refused(browser, 4400);
    ada.text("file/main.js");
    const before = ada.text(TEXT);
    let told = 0;
    ada.subscribe(() => told++);
    ada.startAnew();
    expect(told).toBeGreaterThan(0);
    expect(ada.text(TEXT)).not.toBe(before);
    expect(ada.snapshot().recovered).toEqual([{ text: TEXT, content: "theirs poison" }]);
  });

  it("can be left behind on a live connection as well", async () => {
    const ada = await world.join("Ada");
    type(ada, 0, "mine");
    await world.settle();
    ada.startAnew();
    expect(ada.snapshot().connection).toMatchObject({ kind: "connecting" });
    await world.pass(60_000);
    expect(ada.snapshot().connection.kind).toBe("live");
    expect(read(ada)).toBe("mine");
  });
});

describe("the end of the session", () => {
  it("[RM3] leaves unsent what was typed before it was heard of, though the server counts the frame as dealt with", async () => {
    world.server.savesAtOnce = false;
    const browser = browserWithDatabases();
    const ada = await world.join("Ada", browser);
    await world.settleCopies();
    type(ada, 0, "too late");
    world.server.session.status = "ended";
    world.server.say({ type: "ended" });
    world.server.tell(json(MESSAGE.notice, { code: "SESSION_ENDED", message: "It has ended.", status: 409 }));
    await world.settle();
    world.server.save();
    await world.settleCopies();
    expect(ada.snapshot().saved).toBe("unsent");
    ada.dispose();
    expect((await world.join("Ada", browser)).snapshot().saved).toBe("unsent");
  });

  it("leaves saved what was saved, when only a proposal is refused", async () => {
    const ada = await world.join("Ada");
    type(ada, 0, "in time");
    await world.settle();
    world.server.say({ type: "ended" });
    world.server.tell(json(MESSAGE.notice, { code: "SESSION_ENDED", message: "It has ended.", status: 409, ref: 0 }));
    await world.settle();
    expect(ada.snapshot().saved).toBe("saved");
  });
});

describe("a server that takes nothing for a while", () => {
  it("[SV4] gets what was typed meanwhile, once, when it takes edits again", async () => {
    const [ada, bob] = [await world.join("Ada"), await world.join("Bob")];
    type(ada, 0, "before ");
    await world.settle();
    world.server.setTrouble(2);
    await world.settle();
    expect(ada.snapshot().saved).toBe("paused");
    world.server.syncs.length = 0;
    type(ada, 7, "meanwhile ");
    await world.settle();
    expect(world.server.syncs).toEqual([]);
    expect(read(bob)).toBe("before ");

    world.server.setTrouble(0);
    await world.settle();
    expect(world.server.syncs).toContain("step2");
    type(ada, 17, "after");
    await world.settle();
    for (const text of [read(ada), read(bob), world.server.content(TEXT)]) expect(text).toBe("before meanwhile after");
    expect(ada.snapshot()).toMatchObject({ connection: { kind: "live" }, saved: "saved", notice: null });
  });

  it.each([
    [2, "paused"],
    [3, "damaged"],
  ])(
    "[SV4] [SV5] leaves unsent what was under way when it began (%i), and says so in the room alone",
    async (trouble, saved) => {
      const browser = browserWithDatabases();
      const ada = await world.join("Ada", browser);
      await world.settleCopies();
      type(ada, 0, "under way");
      world.server.setTrouble(trouble);
      await world.settleCopies();
      expect(world.server.content(TEXT)).toBe("");
      expect(ada.snapshot()).toMatchObject({ saved, notice: null });
      ada.dispose();
      world.server.setTrouble(0);
      const again = await world.join("Ada", browser);
      await world.settleCopies();
      expect(world.server.content(TEXT)).toBe("under way");
      expect(again.snapshot().saved).toBe("saved");
    },
  );

  it("[GU4] is never sent an edit with a gap before it, should one be made before it has asked", async () => {
    const ada = await world.join("Ada");
    world.server.setTrouble(2);
    await world.settle();
    type(ada, 0, "meanwhile ");
    await world.settle();
    world.server.setTrouble(0);
    // The first of the two frames that end the pause is `saved`; the person types between them.
    const undo = ada.subscribe(() => {
      undo();
      type(ada, 10, "at once");
    });
    await world.settle();
    expect(world.server.syncs).not.toContain("update");
    expect(world.server.content(TEXT)).toBe("meanwhile at once");
    expect(ada.snapshot()).toMatchObject({ connection: { kind: "live" }, saved: "saved" });
  });

  it("[SV6] says so again to who comes or returns", async () => {
    const ada = await world.join("Ada");
    world.server.setTrouble(3);
    await world.goOffline();
    type(ada, 0, "offline");
    expect(ada.snapshot().saved).toBe("unsent");
    await world.goOnline();
    const bob = await world.join("Bob");
    for (const client of [ada, bob]) expect(client.snapshot().saved).toBe("damaged");
    expect(read(ada)).toBe("offline");
    expect(world.server.content(TEXT)).toBe("");
  });

  it("[SV4] hears of the runs that it refused, whole and in order", async () => {
    const ada = await world.join("Ada");
    ada.propose({
      type: "run_started",
      run: "r1",
      language: "python",
      text: TEXT,
      codeHash: "00",
      stdin: "",
      runtime: null,
      files: [],
    });
    ada.propose({ type: "run_output", run: "r1", chunks: [{ stream: "stdout", text: "1" }] });
    await world.settle();
    // The second line is under way when it begins.
    world.server.setTrouble(2);
    ada.propose({ type: "run_output", run: "r1", chunks: [{ stream: "stdout", text: "2" }] });
    await world.settle();
    ada.propose({ type: "run_output", run: "r1", chunks: [{ stream: "stdout", text: "3" }] });
    ada.propose({ type: "run_finished", run: "r1", outcome: "succeeded", durationMs: 1, error: null });
    await world.settle();
    expect(world.server.events).toHaveLength(2);
    world.server.setTrouble(0);
    await world.settle();
    const types = world.server.events.map((event) => event.type);
    expect(types).toEqual(["run_started", "run_output", "run_output", "run_finished"]);
    expect(world.server.events[2]?.chunks).toEqual([{ stream: "stdout", text: "23" }]);
  });
});
