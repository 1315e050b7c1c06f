/** [HT2] to [HT6] as a page speaks them, and [HT9] what it says of a stream that is held back. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as decoding from "lib0/decoding";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { systemClock } from "./clock";
import type { CloseMeaning } from "./closeCodes";
import type { Socket } from "./connection";
import { ASK_MS, FIRST_EVENT_MS, httpSockets } from "./httpSocket";
import { FakeClock } from "./testing/fakeClock";
import { clientFrame, OPCODE } from "./webSocketFrames";

const HEARTBEAT_S = 9;

let server: Server;
let events: ServerResponse | null;
let asked: IncomingMessage | null;
let posts: { readonly stream: string; readonly number: number; readonly bytes: Uint8Array }[];
let isHealthy: boolean;
let told: unknown[];
let socket: Socket | null;

beforeEach(async () => {
  events = asked = socket = null;
  posts = [];
  told = [];
  isHealthy = true;
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});

afterEach(async () => {
  socket?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === "/health") {
    response.statusCode = isHealthy ? 200 : 502;
    response.end();
  } else if (request.method === "GET") {
    asked = request;
    events = response;
  } else {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const reader = decoding.createDecoder(new Uint8Array(Buffer.concat(parts)));
    const stream = decoding.readVarString(reader);
    posts.push({ stream, number: decoding.readVarUint(reader), bytes: decoding.readTailAsUint8Array(reader) });
    response.statusCode = 202;
    response.end();
  }
}

function open(clock = systemClock): void {
  const { port } = server.address() as AddressInfo;
  socket = httpSockets({ clock, fetch })(`ws://127.0.0.1:${port}/ws/sync/s1`, "algoroom.v1", {
    onOpen: () => told.push("open"),
    onMessage: (data) => told.push(data),
    onClose: (code, meaning?: CloseMeaning) => told.push([code, meaning?.reason]),
  });
}

/** The answer that the page waits for. */
async function untilAsked(): Promise<ServerResponse> {
  return vi.waitFor(() => {
    if (events === null) throw new Error("Nobody asked for events.");
    return events;
  });
}

async function begin(): Promise<ServerResponse> {
  const answer = await untilAsked();
  answer.writeHead(200, { "content-type": "text/event-stream" });
  answer.write(`:   \n\nevent: open\ndata: ${JSON.stringify({ stream: "secret", heartbeatS: HEARTBEAT_S })}\n\n`);
  await vi.waitFor(() => expect(told).toEqual(["open"]));
  return answer;
}

function tell(...frames: Uint8Array[]): void {
  events?.write(`data: ${Buffer.concat(frames).toString("base64")}\n\n`);
}

/** A frame as a server sends it. */
function serverFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const masked = clientFrame(payload, opcode);
  const head = masked.length - payload.length - 4;
  const frame = Buffer.concat([masked.subarray(0, head), payload]);
  frame[1] = (frame[1] ?? 0) & 0x7f;
  return frame;
}

it("asks for events under the WebSocket's address, and hears frames of every length, whole", async () => {
  open();
  await begin();
  expect(asked?.url).toBe("/ws/sync/s1?protocol=algoroom.v1");
  expect(asked?.headers.accept).toBe("text/event-stream");
  const payloads = [1, 125, 126, 65_535, 65_536].map((size) => new Uint8Array(size).fill(size % 251));
  tell(...payloads.map((payload) => serverFrame(OPCODE.binary, payload)));
  await vi.waitFor(() => expect(told).toHaveLength(6));
  expect(told.slice(1)).toEqual(payloads.map((payload) => payload.buffer));
});

it("posts what is sent, and answers pings", async () => {
  open();
  await begin();
  socket?.send(new Uint8Array([1, 2]));
  await vi.waitFor(() => expect(posts).toHaveLength(1));
  expect(posts[0]).toEqual({ stream: "secret", number: 1, bytes: clientFrame(new Uint8Array([1, 2])) });
  events?.write("event: taken\ndata: 1\n\n");
  tell(serverFrame(OPCODE.ping, new Uint8Array([7])));
  await vi.waitFor(() => expect(posts).toHaveLength(2));
  expect(posts[1]).toEqual({ stream: "secret", number: 2, bytes: clientFrame(new Uint8Array([7]), OPCODE.pong) });
});

it("ends with the close frame's code, and with none where the answer ends or is refused", async () => {
  open();
  await begin();
  tell(serverFrame(OPCODE.close, new Uint8Array([0x11, 0xad])));
  await vi.waitFor(() => expect(told.at(-1)).toEqual([4525, undefined]));
  told = [];
  events = null;
  open();
  (await begin()).end();
  await vi.waitFor(() => expect(told.at(-1)).toEqual([1006, "CONNECTION_LOST"]));
  told = [];
  events = null;
  open();
  (await untilAsked()).writeHead(502).end();
  await vi.waitFor(() => expect(told).toEqual([[1006, "CONNECTION_LOST"]]));
});

it("ends when the server is silent for longer than it ever is", async () => {
  const clock = new FakeClock();
  open(clock);
  await begin();
  clock.advance(1.5 * HEARTBEAT_S * 1_000);
  expect(told.at(-1)).toEqual([1006, "CONNECTION_LOST"]);
});

it("[HT9] says that the stream is held back where the server answers and no event comes", async () => {
  const clock = new FakeClock();
  open(clock);
  await untilAsked();
  clock.advance(FIRST_EVENT_MS);
  await vi.waitFor(() => expect(told).toEqual([[1006, "STREAM_HELD_BACK"]]));
});

it("[HT9] blames nobody on the way where the server does not answer at all", async () => {
  isHealthy = false;
  const clock = new FakeClock();
  open(clock);
  await untilAsked();
  clock.advance(FIRST_EVENT_MS);
  await vi.waitFor(() => expect(told).toEqual([[1006, "CONNECTION_LOST"]]));
  clock.advance(ASK_MS);
  expect(told).toHaveLength(1);
});
