/** [HT8] A WebSocket first, HTTP where none is let through, and a WebSocket again when it is. */
import { beforeEach, describe, expect, it } from "vitest";
import { Carriers, FIRST_LOOK_MS, WEBSOCKET_PATIENCE_MS } from "./carriers";
import type { CloseMeaning } from "./closeCodes";
import type { Socket, SocketEvents, SocketFactory } from "./connection";
import { FakeClock } from "./testing/fakeClock";

interface Opened {
  readonly way: "ws" | "http";
  readonly url: string;
  readonly events: SocketEvents;
  isClosed: boolean;
}

const URL = "wss://algoroom.test/ws/sync/s1";
const MESSAGE = new ArrayBuffer(1);

let clock: FakeClock;
let opened: Opened[];
let carriers: Carriers;
let told: (string | CloseMeaning)[];

function factory(way: Opened["way"]): SocketFactory {
  return (url, _subprotocol, events) => {
    const socket = { way, url, events, isClosed: false };
    opened.push(socket);
    return {
      send: () => told.push(`sent by ${way}`),
      close: () => {
        socket.isClosed = true;
      },
    };
  };
}

beforeEach(() => {
  clock = new FakeClock();
  opened = [];
  told = [];
  carriers = new Carriers({ webSocket: factory("ws"), http: factory("http"), clock });
});

function open(): Socket {
  return carriers.open(URL, "algoroom.v1", {
    onOpen: () => told.push("open"),
    onMessage: () => told.push("message"),
    onClose: (code, meaning) => told.push(meaning ?? `close ${code}`),
  });
}

function newest(): Opened {
  const socket = opened.at(-1);
  if (socket === undefined) throw new Error("Nothing was opened.");
  return socket;
}

const ways = () => opened.map(({ way }) => way);

/** A connection that found out that WebSockets are blocked. */
function openOverHttp(): Socket {
  const socket = open();
  newest().events.onClose(1006);
  newest().events.onOpen();
  newest().events.onMessage(MESSAGE);
  return socket;
}

describe("a WebSocket", () => {
  it("stays where it brings a message", () => {
    const socket = open();
    newest().events.onOpen();
    newest().events.onMessage(MESSAGE);
    clock.advance(WEBSOCKET_PATIENCE_MS);
    newest().events.onClose(1006);
    expect(told).toEqual(["open", "message", "close 1006"]);
    expect(socket.overHttp).toBe(false);
    open();
    expect(ways()).toEqual(["ws", "ws"]);
  });

  it("is no longer tried by the same attempt when it ends before its first message", () => {
    const socket = openOverHttp();
    expect(ways()).toEqual(["ws", "http"]);
    expect(told).toEqual(["open", "message"]);
    expect(socket.overHttp).toBe(true);
    socket.send(new Uint8Array(1));
    expect(told.at(-1)).toBe("sent by http");
  });

  it("is given up when it opens and dies at once, and the greeting is asked for again", () => {
    open();
    newest().events.onOpen();
    newest().events.onClose(1006);
    newest().events.onOpen();
    expect(told).toEqual(["open", "open"]);
  });

  it("is given up when it brings nothing for long, and nobody hears of it any more", () => {
    open();
    const [silent] = opened;
    silent?.events.onOpen();
    clock.advance(WEBSOCKET_PATIENCE_MS);
    expect(silent?.isClosed).toBe(true);
    silent?.events.onMessage(MESSAGE);
    silent?.events.onClose(1006);
    expect(ways()).toEqual(["ws", "http"]);
    expect(told).toEqual(["open"]);
  });

  it("is believed when the server closes it with a code of its own", () => {
    open();
    newest().events.onOpen();
    newest().events.onClose(4404);
    expect(ways()).toEqual(["ws"]);
    expect(told).toEqual(["open", "close 4404"]);
  });

  it("is given up where the browser refuses to open one", () => {
    const refusing: SocketFactory = () => {
      throw new Error("refused by policy");
    };
    carriers = new Carriers({ webSocket: refusing, http: factory("http"), clock });
    open();
    expect(ways()).toEqual(["http"]);
  });
});

describe("HTTP", () => {
  it("is remembered for the page's life once it has worked", () => {
    openOverHttp();
    newest().events.onClose(1006);
    open();
    expect(ways()).toEqual(["ws", "http", "http"]);
  });

  it("says nothing of WebSockets where it fails too: the server is away", () => {
    open();
    newest().events.onClose(1006);
    newest().events.onClose(1006);
    expect(told).toEqual(["close 1006"]);
    open();
    expect(ways()).toEqual(["ws", "http", "ws"]);
  });

  it("is left when a WebSocket is let through again, which a look at a session that is not there shows", () => {
    openOverHttp();
    clock.advance(FIRST_LOOK_MS);
    expect(newest()).toMatchObject({ way: "ws", url: "wss://algoroom.test/ws/sync/is-anybody-there" });
    newest().events.onOpen();
    newest().events.onClose(4404);
    expect(told.at(-1)).toEqual({ reason: "RESYNC", next: "at once" });
    expect(opened[1]?.isClosed).toBe(true);
    open();
    expect(ways()).toEqual(["ws", "http", "ws", "ws"]);
  });

  it("stays while WebSockets are blocked or cut, and looks ever more seldom", () => {
    openOverHttp();
    clock.advance(FIRST_LOOK_MS);
    newest().events.onClose(1006);
    clock.advance(2 * FIRST_LOOK_MS - 1);
    expect(ways()).toEqual(["ws", "http", "ws"]);
    clock.advance(1);
    expect(ways()).toEqual(["ws", "http", "ws", "ws"]);
    newest().events.onOpen();
    clock.advance(WEBSOCKET_PATIENCE_MS);
    expect(newest().isClosed).toBe(true);
    expect(told).toEqual(["open", "message"]);
  });

  it("looks no more after it was closed", () => {
    const socket = openOverHttp();
    clock.advance(FIRST_LOOK_MS);
    socket.close();
    expect(newest().isClosed).toBe(true);
    newest().events.onClose(4404);
    clock.advance(3_600_000);
    expect(ways()).toEqual(["ws", "http", "ws"]);
    expect(told).toEqual(["open", "message"]);
  });
});
