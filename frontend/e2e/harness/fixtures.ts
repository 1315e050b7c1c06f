/** What every test of the room starts from: a server, and people with browsers. */
import { writeFile } from "node:fs/promises";
import { type BrowserContextOptions, test as base, expect } from "@playwright/test";
import type { Settings } from "../../src/services/settings/settings";
import { createSession, type NewSession, type SessionLink } from "./api";
import { watchFaults } from "./faults";
import { Person } from "./person";
import { type Entrance, Server } from "./server";

interface WorkerFixtures {
  /** A running server with a SQLite file, shared by the worker's tests. Leave it running, or open one of your own. */
  readonly server: Server;
}

interface TestFixtures {
  /** Create a session on the worker's server. */
  readonly newSession: (wish?: NewSession) => Promise<SessionLink>;
  /** Somebody with a browser of their own that remembers their name; gone with the test, which fails when their page broke its policy or an editor of it lost a part. */
  readonly newPerson: (name: string, options?: PersonOptions) => Promise<Person>;
}

export interface PersonOptions extends BrowserContextOptions {
  /** Default: the worker's server. */
  readonly server?: Entrance;
  /** Help while typing, as people have it. Default: only when it is asked for, as language servers take their time to load. */
  readonly help?: boolean;
  /** What they have chosen in the settings. */
  readonly settings?: Partial<Settings>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  context: async ({ context }, use) => {
    const faults = await watchFaults(context);
    await use(context);
    expect(faults).toEqual([]);
  },

  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
    async ({}, use) => {
      const server = await Server.open();
      await use(server);
      await server.close();
    },
    { scope: "worker" },
  ],

  newSession: async ({ server }, use) => {
    await use((wish) => createSession(server, wish));
  },

  newPerson: async ({ browser, server: shared }, use, testInfo) => {
    const people: Person[] = [];
    const faults: (readonly string[])[] = [];
    await use(async (name, { server = shared, help = false, settings = {}, ...options } = {}) => {
      const context = await browser.newContext(options);
      faults.push(await watchFaults(context));
      const person = new Person(name, context, await context.newPage(), server);
      people.push(person);
      await person.remember("name", name);
      await person.remember("settings", { autocomplete: help, ...settings });
      return person;
    });
    if (testInfo.status !== testInfo.expectedStatus) {
      const servers = new Set([shared, ...people.map((person) => person.server)]);
      for (const { url, logs } of servers) {
        const file = testInfo.outputPath(`server-${new URL(url).port}.log`);
        await writeFile(file, logs);
        await testInfo.attach(`log of ${url}`, { path: file });
      }
    }
    for (const { context } of people) await context.close();
    expect(faults.flat()).toEqual([]);
  },
});

export { expect } from "@playwright/test";
export { type NewSession, readCode, type SessionLink } from "./api";
export { expectSameText, type Person } from "./person";
export { Server } from "./server";
