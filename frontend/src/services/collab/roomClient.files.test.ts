/** Several files in the room client: what is opened when, what is kept, and what comes back. */
import { beforeEach, expect, it } from "vitest";
import { newBrowser, World } from "./testing/rooms";
import type { RoomClient } from "./types";

const FILE = "5f0c2a9e-0000-4000-8000-000000000001";
const TEXT = `file/${FILE}`;
const CREATED = { type: "file_created", file: FILE, language: "python", name: "helper.py" } as const;

let world: World;

beforeEach(() => {
  world = new World();
});

const write = (client: RoomClient, text: string): void => client.text(TEXT).content.insert(0, text);

it("[FI1] a file is there for everybody, and its text begins when the server says so", async () => {
  const ada = await world.join("Ada");
  const bob = await world.join("Bob");
  ada.propose(CREATED);
  await world.settle();
  expect(bob.snapshot().files).toEqual([{ text: TEXT, language: "python", name: "helper.py" }]);
  write(ada, "x = 1");
  bob.text(TEXT);
  await world.settle();
  expect(bob.text(TEXT).content.toString()).toBe("x = 1");
  expect(ada.snapshot().saved).toBe("saved");
});

it("[FI1] a text that was opened before the server knows it waits, and closes nothing", async () => {
  const ada = await world.join("Ada");
  write(ada, "early");
  await world.settle();
  expect(ada.snapshot().connection.kind).toBe("live");
  ada.propose(CREATED);
  await world.settle();
  expect(world.server.content(TEXT)).toBe("early");
});

it("[FI2] what only this browser has of a file that is removed is set aside", async () => {
  const ada = await world.join("Ada");
  ada.propose(CREATED);
  await world.settle();
  world.server.savesAtOnce = false;
  write(ada, "unsaved");
  await world.settle();
  world.server.files = [];
  world.server.say({ type: "file_removed", file: FILE });
  await world.settle();
  expect(ada.snapshot()).toMatchObject({ files: [], saved: "saved", recovered: [{ text: TEXT, content: "unsaved" }] });
});

it("[FI1] a file that a server has lost is created again by who has it", async () => {
  const ada = await world.join("Ada", newBrowser());
  ada.propose(CREATED);
  await world.settle();
  write(ada, "x = 1");
  await world.settle();
  world.server.files = [];
  world.server.closeAll(1012);
  await world.pass(5_000);
  expect(world.server.events.filter(({ type }) => type === "file_created")).toHaveLength(2);
  expect(ada.snapshot()).toMatchObject({ connection: { kind: "live" }, files: [{ name: "helper.py" }] });
});

it("files are shown after a reload without a connection", async () => {
  const browser = newBrowser();
  const ada = await world.join("Ada", browser);
  ada.propose(CREATED);
  await world.settle();
  ada.dispose();
  world.network.isUp = false;
  const again = await world.join("Ada", browser);
  expect(again.snapshot()).toMatchObject({ files: [{ name: "helper.py" }] });
});
