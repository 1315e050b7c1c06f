/** The harness of the room client's tests: a server, a network, a clock, and one browser after another. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, vi } from "vitest";
import { BrowserStore, type StringStorage } from "../browserStore";
import { createRoomClient } from "../roomClient";
import type { RoomClient } from "../types";
import { FakeClock } from "./fakeClock";
import { FakeNetwork } from "./fakeNetwork";
import { RoomServer } from "./roomServer";

export const TEXT = "file/main.py";

/** localStorage of one browser. */
export class MapStorage implements StringStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

export interface Browser {
  readonly storage: StringStorage;
  readonly databases: globalThis.IDBFactory | null;
}

export const newBrowser = (databases: globalThis.IDBFactory | null = null): Browser => ({
  storage: new MapStorage(),
  databases,
});

/** A browser with an IndexedDB of its own; y-indexeddb knows the global one only. */
export function browserWithDatabases(): Browser {
  const databases = new IDBFactory();
  vi.stubGlobal("indexedDB", databases);
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
  return newBrowser(databases);
}

const open = new Set<RoomClient>();

afterEach(() => {
  for (const client of open) client.dispose();
  open.clear();
});

export class World {
  readonly clock = new FakeClock();
  readonly server = new RoomServer();
  readonly network = new FakeNetwork(this.server);

  /** Opens the session's page in a browser, a new one unless told otherwise. */
  async join(name: string, browser: Browser = newBrowser()): Promise<RoomClient> {
    const client = this.open(name, browser);
    client.text(TEXT);
    await this.network.settle();
    return client;
  }

  /** As `join`, but nothing has happened yet, and no text is opened. */
  open(name: string, browser: Browser = newBrowser()): RoomClient {
    const client = createRoomClient({
      sessionId: "s1",
      name,
      url: "ws://algoroom.test/ws/sync/s1",
      openSocket: this.network.openSocket,
      clock: this.clock,
      random: () => 0.5,
      hints: () => () => {},
      store: new BrowserStore(() => browser.storage),
      databases: browser.databases,
    });
    open.add(client);
    return client;
  }

  async settle(): Promise<void> {
    await this.network.settle();
  }

  /** Waits until IndexedDB has nothing to do either. */
  async settleCopies(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await this.settle();
  }

  /** Lets time pass and everything that follows happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    do await this.network.settle();
    while (this.clock.advanceToNext(end));
  }

  /** The network goes away. */
  async goOffline(): Promise<void> {
    this.network.isUp = false;
    this.network.cut();
    await this.network.settle();
  }

  /** The network is back, and every client has had the time to notice. */
  async goOnline(): Promise<void> {
    this.network.isUp = true;
    await this.pass(60_000);
  }
}

export const read = (client: RoomClient, text = TEXT): string => client.text(text).content.toString();

export function type(client: RoomClient, at: number, insert: string, text = TEXT): void {
  client.text(text).content.insert(at, insert);
}
