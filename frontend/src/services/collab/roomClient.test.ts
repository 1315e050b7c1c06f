/** The room client against a small server over a network that the test holds in its hands. */
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { SILENCE_MS } from "./connection";
import { MESSAGE } from "./protocol";
import { saved } from "./testing/roomServer";
import { browserWithDatabases, newBrowser, read, TEXT, type, World } from "./testing/rooms";
import type { RoomClient } from "./types";

let world: World;

beforeEach(() => {
  world = new World();
});

const others = (client: RoomClient) => {
  const { awareness } = client.text(TEXT);
  return [...awareness.getStates()].filter(([id]) => id !== awareness.clientID).map(([, state]) => state);
};

describe("joining", () => {
  it("[HS4] says hello first, and shows the room when it is welcomed", async () => {
    const ada = await world.join("Ada");
    expect(world.server.hellos).toHaveLength(1);
    expect(world.server.hellos[0]?.name).toBe("Ada");
    expect(world.server.hellos[0]?.key).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
    expect(ada.snapshot()).toMatchObject({
      connection: { kind: "live", overHttp: false },
      session: { title: "Two sums" },
      you: { name: "Ada" },
      participants: [{ name: "Ada" }],
      limits: { textLength: 1_000 },
    });
  });

  it.each(["before", "when"] as const)(
    "says that it loads, and not that all is saved, until what the server has of a text is here that was opened %s it was live",
    async (opened) => {
      world.server.edit(TEXT, (content) => content.insert(0, "print()"));
      const ada = world.open("Ada");
      if (opened === "before") ada.text(TEXT);
      const told: string[] = [];
      ada.subscribe(() => {
        const { connection, saved } = ada.snapshot();
        if (connection.kind !== "live") return;
        // As the page does that draws the room.
        told.push(`${saved} ${read(ada)}`);
      });
      await world.settle();
      // Who opens it on hearing that the room is live hears of that once more.
      const since = told.slice(opened === "before" ? 0 : 1);
      expect(since[0]).toBe("loading ");
      expect(since).not.toContain("saved ");
      expect(ada.snapshot().saved).toBe("saved");
      expect(read(ada)).toBe("print()");
    },
  );

  it("is the same participant in each tab and after each reconnect of one browser", async () => {
    const browser = newBrowser();
    await world.join("Ada", browser);
    await world.join("Ada", browser);
    expect(new Set(world.server.hellos.map((hello) => hello.key)).size).toBe(1);
  });

  it("[GU4] sends no update before the server has had its step 2", async () => {
    world.server.edit(TEXT, (content) => content.insert(0, "print()"));
    const ada = await world.join("Ada");
    type(ada, 0, "# ");
    await world.settle();
    expect(world.server.syncs).toEqual(["step1", "step2", "update"]);
    expect(world.server.content(TEXT)).toBe("# print()");
  });

  it("notices who comes, renames and leaves, in order of joining", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    bob.propose({ type: "named", name: "Robert" });
    await world.settle();
    expect(ada.snapshot().participants.map(({ name }) => name)).toEqual(["Ada", "Robert"]);
    expect(bob.snapshot().you?.name).toBe("Robert");
    bob.dispose();
    await world.settle();
    expect(ada.snapshot().participants.map(({ name }) => name)).toEqual(["Ada"]);
  });

  it("hears of title, language and end", async () => {
    const ada = await world.join("Ada");
    world.server.say({ type: "titled", title: "Three sums" });
    world.server.say({ type: "language", language: "javascript" });
    world.server.say({ type: "ended" });
    await world.settle();
    expect(ada.snapshot().session).toMatchObject({ title: "Three sums", language: "javascript", status: "ended" });
  });

  it("[HS2] stops at a session that does not exist", async () => {
    const ada = await world.join("Ada");
    world.server.closeAll(4404);
    await world.pass(60_000);
    expect(ada.snapshot().connection).toEqual({ kind: "closed", reason: "SESSION_NOT_FOUND" });
  });
});

describe("typing together", () => {
  it("ends in one text, however the sockets drop", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    type(ada, 0, "abc");
    type(bob, 0, "xyz");
    await world.settle();
    world.network.cut();
    type(ada, 1, "1");
    type(bob, 5, "2");
    ada.text(TEXT).content.delete(read(ada).indexOf("a"), 1);
    await world.pass(60_000);
    expect(read(ada)).toBe(read(bob));
    expect(read(ada)).toBe(world.server.content(TEXT));
    expect([...read(ada)].sort().join("")).toBe([..."bcxyz12"].sort().join(""));
  });

  it("converges when frames are lost in the middle of a handshake", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    for (let round = 0; round < 10; round++) {
      type(ada, read(ada).length, `a${round} `);
      type(bob, 0, `b${round} `);
      world.network.cut();
      world.clock.advance(250);
      // The next socket opens, says hello, and is cut before anything more.
      world.network.cut();
      await world.pass(30_000);
    }
    expect(read(ada)).toBe(read(bob));
    expect(read(ada)).toHaveLength(60);
  });

  it("brings what was typed offline on both sides, once", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    await world.goOffline();
    type(ada, 0, "from ada ");
    type(bob, 0, "from bob ");
    expect(ada.snapshot().saved).toBe("unsent");
    await world.goOnline();
    expect(read(ada)).toBe(read(bob));
    expect(["from ada from bob ", "from bob from ada "]).toContain(read(ada));
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("keeps each text to itself", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    type(ada, 0, "js", "file/main.js");
    await world.settle();
    expect(read(bob, "file/main.js")).toBe("");
    await world.settle();
    expect(read(bob, "file/main.js")).toBe("js");
    expect(read(bob)).toBe("");
  });

  it("[ID1] tells the client ids it has written with", async () => {
    const browser = newBrowser();
    const ada = await world.join("Ada", browser);
    type(ada, 0, "x");
    const wrote = ada.text(TEXT).doc.clientID;
    ada.dispose();
    await world.join("Ada", browser);
    expect(world.server.hellos[0]?.clients).toEqual([]);
    expect(world.server.hellos[1]?.clients).toEqual([wrote]);
  });

  it("[RM4] an observer sends no edits", async () => {
    world.server.role = "observer";
    const oz = await world.join("Oz");
    type(oz, 0, "x = 1");
    await world.settle();
    expect(world.server.syncs).not.toContain("update");
    expect(oz.snapshot().saved).toBe("saving");
  });
});

describe("a text", () => {
  it("is awaited until the server has told what it has of it", async () => {
    const ada = await world.join("Ada");
    type(ada, 0, "there", "file/main.js");
    await world.settle();
    const ben = await world.join("Ben");
    const text = ben.text("file/main.js");
    expect(text.isAwaited).toBe(true);
    const found = text.arrived().then(() => text.content.toString());
    await world.settle();
    expect(await found).toBe("there");
    expect(text.isAwaited).toBe(false);
  });

  it("is not awaited from a server that cannot be reached", async () => {
    const ada = await world.join("Ada");
    const text = ada.text("file/main.js");
    const arrived = text.arrived();
    await world.goOffline();
    await arrived;
    expect(text.isAwaited).toBe(false);
    expect(ada.text("file/main.c").isAwaited).toBe(false);
  });
});

describe("saved", () => {
  it("[SV1] goes from saving to saved when the server says that all is on disk", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    expect(ada.snapshot().saved).toBe("saved");
    type(ada, 0, "x");
    expect(ada.snapshot().saved).toBe("saving");
    await world.settle();
    world.server.tell(saved(1, 0));
    await world.settle();
    // One frame, the step 2, is saved; the update is the second.
    expect(ada.snapshot().saved).toBe("saving");
    world.server.tell(saved(2, 0));
    await world.settle();
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("[SV3] says so while the server cannot write", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    type(ada, 0, "x");
    await world.settle();
    world.server.save(1);
    await world.settle();
    expect(ada.snapshot().saved).toBe("trouble");
    world.server.save();
    await world.settle();
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("counts what was sent but not confirmed as unsent when the connection is lost", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    type(ada, 0, "x");
    await world.settle();
    await world.goOffline();
    expect(ada.snapshot().saved).toBe("unsent");
    await world.goOnline();
    expect(ada.snapshot().saved).toBe("saving");
    world.server.save();
    await world.settle();
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("counts events too", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    ada.propose({ type: "titled", title: "New" });
    expect(ada.snapshot().saved).toBe("saving");
    await world.settle();
    world.server.save();
    await world.settle();
    expect(ada.snapshot().saved).toBe("saved");
  });

  it("does not flicker for a sign of life", async () => {
    world.server.savesAtOnce = false;
    const ada = await world.join("Ada");
    const seen: string[] = [];
    ada.subscribe(() => seen.push(ada.snapshot().saved));
    await world.pass(3 * SILENCE_MS);
    expect(world.server.syncs.filter((sync) => sync === "step1").length).toBeGreaterThan(1);
    expect(seen.filter((state) => state !== "saved")).toEqual([]);
  });
});

describe("the copy in this browser", () => {
  it("survives a reload without a connection, and merges afterwards", async () => {
    const browser = browserWithDatabases();
    const ada = await world.join("Ada", browser);
    type(ada, 0, "shared ");
    await world.settleCopies();
    await world.goOffline();
    type(ada, 7, "offline");
    await world.settleCopies();
    ada.dispose();
    world.server.edit(TEXT, (content) => content.insert(0, "meanwhile "));

    const again = await world.join("Ada", browser);
    await again.text(TEXT).loaded;
    expect(read(again)).toBe("shared offline");
    expect(again.snapshot()).toMatchObject({
      saved: "unsent",
      keptLocally: true,
      session: { title: "Two sums" },
      you: { name: "Ada" },
      participants: [],
    });
    await world.goOnline();
    await world.settleCopies();
    expect(read(again)).toBe("meanwhile shared offline");
    expect(world.server.content(TEXT)).toBe("meanwhile shared offline");
    expect(again.snapshot().saved).toBe("saved");
  });

  it("is not there in a browser without databases, which the page is told", async () => {
    const ada = await world.join("Ada", newBrowser(null));
    expect(ada.snapshot().keptLocally).toBe(false);
    type(ada, 0, "works all the same");
    await world.settle();
    expect(world.server.content(TEXT)).toBe("works all the same");
  });

  it("is not there where the browser refuses to open it", async () => {
    const databases = new IDBFactory();
    vi.spyOn(databases, "open").mockImplementation(() => {
      throw new DOMException("Denied.", "SecurityError");
    });
    const ada = await world.join("Ada", newBrowser(databases));
    expect(ada.snapshot().keptLocally).toBe(false);
    expect(ada.snapshot().connection.kind).toBe("live");
  });
});

describe("presence", () => {
  it("[PR2] shows each to the other, and is empty without a connection", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    ada.text(TEXT).awareness.setLocalStateField("cursor", null);
    await world.settle();
    expect(others(bob)).toMatchObject([{ user: { name: "Ada" }, cursor: null }]);
    await world.goOffline();
    expect(others(bob)).toEqual([]);
  });

  it("is seen again after a reconnect, though the clock has not moved", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    world.network.cut();
    await world.pass(60_000);
    expect(others(bob)).toMatchObject([{ user: { name: "Ada" } }]);
    expect(others(ada)).toMatchObject([{ user: { name: "Bob" } }]);
  });

  it("follows a change of one's name", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    ada.propose({ type: "named", name: "Countess" });
    await world.settle();
    expect(others(bob)).toMatchObject([{ user: { name: "Countess" } }]);
  });

  it("ends when the page is left", async () => {
    const ada = await world.join("Ada");
    const bob = await world.join("Bob");
    ada.dispose();
    await world.settle();
    expect(others(bob)).toEqual([]);
  });
});

describe("what goes wrong", () => {
  it("drops a connection on which the server breaks the protocol, and tries again later", async () => {
    const ada = await world.join("Ada");
    world.server.tell(Uint8Array.of(77));
    await world.settle();
    expect(ada.snapshot().connection).toMatchObject({ kind: "waiting", reason: "BAD_FRAME" });
    await world.pass(60_000);
    expect(ada.snapshot().connection.kind).toBe("live");
  });

  it("shows what the server refused until it is dismissed", async () => {
    const ada = await world.join("Ada");
    const notice = new TextEncoder().encode(JSON.stringify({ code: "NOT_ALLOWED", message: "No.", status: 403 }));
    world.server.tell(Uint8Array.of(MESSAGE.notice, notice.length, ...notice));
    await world.settle();
    expect(ada.snapshot().notice).toEqual({ code: "NOT_ALLOWED", message: "No." });
    ada.dismissNotice();
    expect(ada.snapshot().notice).toBeNull();
  });

  it("tells nobody of what did not change", async () => {
    const ada = await world.join("Ada");
    let told = 0;
    ada.subscribe(() => told++);
    const before = ada.snapshot();
    world.server.say({ type: "part_revealed", part: 1 });
    await world.settle();
    expect(told).toBe(0);
    expect(ada.snapshot()).toBe(before);
  });

  it("is disposed of twice without harm, and says nothing afterwards", async () => {
    const ada = await world.join("Ada");
    let told = 0;
    ada.subscribe(() => told++);
    ada.dispose();
    ada.dispose();
    ada.propose({ type: "titled", title: "late" });
    await world.pass(60_000);
    expect(told).toBe(0);
    expect(world.network.opened).toBe(1);
  });

  it("leaves out of its step 2 what it could not place itself, which the server would refuse", async () => {
    const ada = await world.join("Ada");
    await world.goOffline();
    const stranger = new Y.Doc();
    stranger.getText("content").insert(0, "a");
    const first = Y.encodeStateVector(stranger);
    stranger.getText("content").insert(1, "b");
    // The second half of somebody's typing, without the first, as another tab's half-stored copy would bring.
    Y.applyUpdate(ada.text(TEXT).doc, Y.encodeStateAsUpdate(stranger, first), "another tab");
    type(ada, 0, "mine");
    await world.goOnline();
    expect(world.server.content(TEXT)).toBe("mine");
    expect(world.server.texts.get(TEXT)?.store.pendingStructs).toBeNull();
  });
});
