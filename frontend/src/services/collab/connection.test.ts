/** A connection comes back, soon but not in a herd, and believes in silence only so long. */
import { beforeEach, describe, expect, it } from "vitest";
import {
  ANSWER_TIMEOUT_MS,
  Connection,
  FIRST_RETRY_MS,
  JITTER_MS,
  LATER_MS,
  OPENING_TIMEOUT_MS,
  retryDelay,
  SILENCE_MS,
  type SocketEvents,
  STABLE_AFTER_MS,
} from "./connection";
import { FakeClock } from "./testing/fakeClock";
import type { ConnectionState } from "./types";

interface Opened {
  readonly events: SocketEvents;
  isClosed: boolean;
}

let clock: FakeClock;
let sockets: Opened[];
let states: ConnectionState[];
let frames: number;
let probes: number;
let canProbe: boolean;
let hint: () => void;
let doubt: () => void;
let connection: Connection;

beforeEach(() => {
  clock = new FakeClock();
  sockets = [];
  states = [];
  frames = 0;
  probes = 0;
  canProbe = true;
  connection = new Connection({
    url: "ws://algoroom.test/",
    subprotocol: "algoroom.v1",
    openSocket: (_url, _subprotocol, events) => {
      const opened = { events, isClosed: false };
      sockets.push(opened);
      return {
        send: () => {},
        close: () => {
          opened.isClosed = true;
        },
      };
    },
    clock,
    random: () => 0.5,
    hints: (onLikely, onDoubtful) => {
      hint = onLikely;
      doubt = onDoubtful;
      return () => {
        hint = () => {};
      };
    },
    onOpen: () => {},
    onFrame: () => {
      frames++;
    },
    onText: () => {},
    onState: (state) => states.push(state),
    probe: () => {
      probes++;
      return canProbe;
    },
  });
  connection.connect();
});

function newest(): Opened {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("No socket was opened.");
  return socket;
}

function goLive(): void {
  newest().events.onOpen();
  connection.markLive();
}

describe("coming back", () => {
  it("tries again quickly at first", () => {
    goLive();
    newest().events.onClose(1006);
    expect(connection.state).toMatchObject({ kind: "waiting", attempt: 1, reason: "CONNECTION_LOST" });
    clock.advance(FIRST_RETRY_MS / 2);
    expect(sockets).toHaveLength(2);
    expect(connection.state).toEqual({ kind: "connecting", attempt: 1 });
  });

  it("waits longer after each failure, up to a bound, spread by chance", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 30].map((attempt) => retryDelay(attempt, "at once", 0));
    expect(delays).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(retryDelay(1, "at once", 1)).toBe(FIRST_RETRY_MS);
    expect(retryDelay(30, "at once", 1)).toBe(15_000 + JITTER_MS);
  });

  it("leaves a full room and a sick storage alone for a while", () => {
    expect(retryDelay(1, "later", 0)).toBe(LATER_MS);
    goLive();
    newest().events.onClose(4529);
    clock.advance(LATER_MS - 1);
    expect(sockets).toHaveLength(1);
  });

  it("counts anew only after a connection that was good for a while", () => {
    goLive();
    newest().events.onClose(4509);
    clock.advance(FIRST_RETRY_MS);
    goLive();
    newest().events.onClose(4509);
    expect(connection.state).toMatchObject({ kind: "waiting", attempt: 2 });
    clock.advance(FIRST_RETRY_MS + JITTER_MS);
    goLive();
    clock.advance(STABLE_AFTER_MS);
    newest().events.onClose(4509);
    expect(connection.state).toMatchObject({ kind: "waiting", attempt: 1 });
  });

  it("stops where the protocol says so, until somebody asks", () => {
    goLive();
    newest().events.onClose(4404);
    expect(connection.state).toEqual({ kind: "closed", reason: "SESSION_NOT_FOUND" });
    hint();
    clock.advance(3_600_000);
    expect(sockets).toHaveLength(1);
    connection.connect();
    expect(sockets).toHaveLength(2);
  });

  it("tries at once when the browser says that it may help", () => {
    newest().events.onClose(1006);
    hint();
    expect(sockets).toHaveLength(2);
  });

  it("does nothing when asked to connect while it is connected", () => {
    goLive();
    connection.connect();
    expect(sockets).toHaveLength(1);
    expect(connection.state).toEqual({ kind: "live", overHttp: false });
  });
});

describe("silence", () => {
  it("is asked about, and ends the connection when no answer comes", () => {
    goLive();
    clock.advance(SILENCE_MS);
    expect(probes).toBe(1);
    clock.advance(ANSWER_TIMEOUT_MS);
    expect(newest().isClosed).toBe(true);
    expect(connection.state).toMatchObject({ kind: "waiting", reason: "CONNECTION_LOST" });
  });

  it("ends with any frame", () => {
    goLive();
    clock.advance(SILENCE_MS + ANSWER_TIMEOUT_MS - 1);
    newest().events.onMessage(new ArrayBuffer(1));
    clock.advance(SILENCE_MS - 1);
    expect(connection.state).toEqual({ kind: "live", overHttp: false });
    expect(probes).toBe(1);
  });

  it("is no reason to leave where there is nothing to ask", () => {
    canProbe = false;
    goLive();
    clock.advance(10 * SILENCE_MS);
    expect(connection.state).toEqual({ kind: "live", overHttp: false });
  });

  it("is doubted when the network may have changed", () => {
    goLive();
    hint();
    expect(probes).toBe(1);
    clock.advance(ANSWER_TIMEOUT_MS);
    expect(connection.state).toMatchObject({ kind: "waiting" });
  });

  it("is doubted when the network seems to be gone, which is no reason to try at once", () => {
    goLive();
    doubt();
    expect(probes).toBe(1);
    clock.advance(ANSWER_TIMEOUT_MS);
    expect(connection.state).toMatchObject({ kind: "waiting" });
    doubt();
    expect(sockets).toHaveLength(1);
  });

  it("before the welcome ends the attempt", () => {
    newest().events.onOpen();
    clock.advance(OPENING_TIMEOUT_MS);
    expect(connection.state).toMatchObject({ kind: "waiting", attempt: 1 });
  });
});

describe("replaced sockets", () => {
  it("are not listened to", () => {
    goLive();
    const old = newest();
    connection.drop();
    clock.advance(FIRST_RETRY_MS);
    goLive();
    old.events.onMessage(new ArrayBuffer(1));
    old.events.onClose(4404);
    expect(frames).toBe(0);
    expect(connection.state).toEqual({ kind: "live", overHttp: false });
  });

  it("are closed, and none is opened any more after disposal", () => {
    goLive();
    connection.dispose();
    connection.dispose();
    const told = states.length;
    newest().events.onClose(1006);
    hint();
    connection.connect();
    clock.advance(3_600_000);
    expect(newest().isClosed).toBe(true);
    expect(sockets).toHaveLength(1);
    expect(states).toHaveLength(told);
  });
});
