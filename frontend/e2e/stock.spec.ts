/** A stock y-websocket provider, not our client, is in the room like everybody else. */
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { expect, type Person, Server, type SessionLink, test } from "./harness/fixtures";

/** y-websocket waits up to this between attempts; its default of 2.5 s suits a test too. */
const RECONNECT_MS = 40_000;

/** A guest as any program would write it: the text and its provider. */
class Guest {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("content");
  readonly provider: WebsocketProvider;
  readonly closings: number[] = [];

  constructor(server: Server, { id }: Pick<SessionLink, "id">) {
    this.provider = new WebsocketProvider(`${server.url.replace("http", "ws")}/ws/sync`, id, this.doc, {
      // The two differ in types that the provider does not touch.
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    this.provider.on("connection-close", (event) => this.closings.push(event?.code ?? 0));
  }

  /** Show a caret, and a name that the guest chose. */
  showCaret(at: number, name: string): void {
    const position = Y.createRelativePositionFromTypeIndex(this.text, at);
    const cursor = { anchor: position, head: position };
    this.provider.awareness.setLocalState({ user: { name, color: "#ff0000" }, cursor });
  }

  /** The names of the others, by the server's word. */
  names(): string[] {
    const others = [...this.provider.awareness.getStates()].filter(([client]) => client !== this.doc.clientID);
    return others.map(([, state]) => String(state.user?.name));
  }

  async expectText(text: string): Promise<void> {
    await expect.poll(() => this.text.toString(), { timeout: RECONNECT_MS }).toBe(text);
  }

  leave(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}

let server: Server;
let guest: Guest | null = null;

test.beforeAll(async () => {
  server = await Server.open();
});

test.afterEach(() => {
  guest?.leave();
  guest = null;
});

test.afterAll(async () => {
  await server?.close();
});

async function meet(newPerson: (name: string, options: { server: Server }) => Promise<Person>, code: string) {
  const created = await fetch(`${server.url}/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "python", code }),
  });
  const session: SessionLink = await created.json();
  const ada = await newPerson("Ada", { server });
  await ada.join(session);
  return { ada, guest: new Guest(server, session), session };
}

test("[HS5] [RM1] it converges with a browser both ways", async ({ newPerson }) => {
  const room = await meet(newPerson, "both\n");
  guest = room.guest;
  await guest.expectText("both\n");

  await room.ada.placeCaret(0);
  await room.ada.type("from Ada 🎈 ");
  await guest.expectText("from Ada 🎈 both\n");
  guest.text.insert(guest.text.length, "from the guest 🚀\n");
  guest.text.delete("from ".length, "Ada ".length);
  await room.ada.expectText("from 🎈 both\nfrom the guest 🚀\n");
  expect(guest.closings).toEqual([]);
});

test("[ID2] it comes back after a restart of the server with what was typed meanwhile", async ({ newPerson }) => {
  const room = await meet(newPerson, "");
  guest = room.guest;
  await room.ada.type("before ");
  await guest.expectText("before ");

  await server.kill();
  guest.text.insert(guest.text.length, "guest");
  await room.ada.placeCaret(0);
  await room.ada.type("ada ");
  await server.start();
  await room.ada.expectSaved();
  await guest.expectText("ada before guest");
  await room.ada.expectText("ada before guest");
  // Once cut off by the death of the server, and never again by a rule.
  expect(guest.closings.filter((code) => code >= 4000)).toEqual([]);
});

test("[PR2] its name is the server's word, and it sees the names of others", async ({ newPerson }) => {
  const room = await meet(newPerson, "a line\n");
  guest = room.guest;
  await guest.expectText("a line\n");

  guest.showCaret(3, "Ada's boss");
  await expect(room.ada.page.locator(".cm-remoteName")).toHaveText("Guest");
  await expect(room.ada.page.getByRole("button", { name: "2 people here" })).toBeVisible();
  await room.ada.placeCaret(2);
  await expect.poll(() => room.guest.names()).toEqual(["Ada"]);

  guest.leave();
  guest = null;
  await expect(room.ada.page.locator(".cm-remoteCaret")).toHaveCount(0);
  await expect(room.ada.page.getByRole("button", { name: "1 person here" })).toBeVisible();
});
