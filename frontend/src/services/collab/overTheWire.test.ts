/** The room client over real WebSockets, against the same small server behind `ws`. */
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { BrowserStore } from "./browserStore";
import type { SocketFactory } from "./connection";
import { createRoomClient } from "./roomClient";
import type { Wire } from "./testing/fakeNetwork";
import { RoomServer } from "./testing/roomServer";
import { MapStorage, read, type } from "./testing/rooms";
import type { RoomClient } from "./types";

let room: RoomServer;
let listener: WebSocketServer;
let clients: RoomClient[];

/** The browser's factory with the sockets of `ws`. */
const openSocket: SocketFactory = (url, subprotocol, events) => {
  const socket = new WebSocket(url, subprotocol);
  socket.binaryType = "arraybuffer";
  socket.on("open", () => events.onOpen());
  socket.on("message", (data) => events.onMessage(data));
  socket.on("close", (code) => events.onClose(code));
  socket.on("error", () => {});
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: () => socket.close(),
  };
};

beforeEach(async () => {
  room = new RoomServer();
  clients = [];
  listener = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  listener.on("connection", (socket, request) => {
    const wire: Wire = {
      url: request.url ?? "",
      send: (frame) => socket.send(frame),
      close: (code) => socket.close(code),
    };
    room.opened(wire);
    socket.on("message", (data: Buffer) => room.received(wire, new Uint8Array(data)));
    socket.on("close", () => room.closed(wire));
  });
  await new Promise((resolve) => listener.once("listening", resolve));
});

afterEach(async () => {
  for (const client of clients) client.dispose();
  for (const socket of listener.clients) socket.terminate();
  await new Promise((resolve) => listener.close(resolve));
});

function join(name: string): RoomClient {
  const { port } = listener.address() as AddressInfo;
  const storage = new MapStorage();
  const client = createRoomClient({
    sessionId: "s1",
    name,
    url: `ws://127.0.0.1:${port}/ws/sync/s1`,
    openSocket,
    random: () => 0,
    hints: () => () => {},
    store: new BrowserStore(() => storage),
    databases: null,
  });
  clients.push(client);
  return client;
}

it("[HS3] asks for algoroom.v1, types together, and comes back after the server cut it off", async () => {
  const ada = join("Ada");
  const bob = join("Bob");
  type(ada, 0, "hello");
  await vi.waitFor(() => expect(read(bob)).toBe("hello"));
  expect([...listener.clients].map((socket) => socket.protocol)).toEqual(["algoroom.v1", "algoroom.v1"]);
  for (const socket of listener.clients) socket.terminate();
  type(bob, 5, " you");
  await vi.waitFor(() => expect(read(ada)).toBe("hello you"), { timeout: 5_000 });
  await vi.waitFor(() => expect(bob.snapshot().saved).toBe("saved"));
});
