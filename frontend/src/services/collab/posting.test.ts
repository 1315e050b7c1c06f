/** [HT3] [HT4] Posts are numbered, gathered, and sent until the server says that it took them. */
import * as decoding from "lib0/decoding";
import { beforeEach, expect, it } from "vitest";
import { GATHER_MS, GIVE_UP_MS, MAX_POST_BYTES, MAX_UNTAKEN, Posting, RESEND_MS, RETRY_MS } from "./posting";
import { FakeClock } from "./testing/fakeClock";

interface Sent {
  readonly stream: string;
  readonly number: number;
  readonly bytes: Uint8Array;
  answer(status: number): Promise<void>;
  lose(): Promise<void>;
}

let clock: FakeClock;
let sent: Sent[];
let failures: number;
let posting: Posting;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  failures = 0;
  posting = new Posting(
    "the-stream",
    (body, signal) => {
      return new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        const reader = decoding.createDecoder(body);
        sent.push({
          stream: decoding.readVarString(reader),
          number: decoding.readVarUint(reader),
          bytes: decoding.readTailAsUint8Array(reader),
          answer: (status) => {
            resolve(status);
            return turn();
          },
          lose: () => {
            reject(new Error("lost"));
            return turn();
          },
        });
      });
    },
    clock,
    () => failures++,
  );
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const bytes = (...values: number[]) => new Uint8Array(values);

async function push(...values: number[]): Promise<void> {
  posting.push(bytes(...values));
  await turn();
}

function numbers(): number[] {
  return sent.map(({ number }) => number);
}

it("sends at once, and gathers what comes right behind", async () => {
  posting.push(bytes(1));
  posting.push(bytes(2));
  await turn();
  await push(3);
  await push(4);
  expect(sent).toMatchObject([{ stream: "the-stream", number: 1, bytes: bytes(1, 2) }]);
  clock.advance(GATHER_MS);
  expect(sent.at(-1)).toMatchObject({ number: 2, bytes: bytes(3, 4) });
});

it("has few posts on their way, and goes on when one is taken, not when it has arrived", async () => {
  for (let at = 1; at <= MAX_UNTAKEN + 2; at++) {
    await push(at);
    clock.advance(GATHER_MS);
  }
  expect(numbers()).toEqual([1, 2, 3]);
  await sent[0]?.answer(202);
  clock.advance(GATHER_MS);
  expect(numbers()).toEqual([1, 2, 3]);
  posting.take(1);
  expect(sent.at(-1)).toMatchObject({ number: 4, bytes: bytes(4, 5) });
});

it("sends again under the same number what was lost, refused for now, or never taken", async () => {
  await push(7);
  await sent[0]?.lose();
  clock.advance(RETRY_MS);
  await sent[1]?.answer(503);
  clock.advance(2 * RETRY_MS);
  await sent[2]?.answer(202);
  clock.advance(RESEND_MS);
  expect(sent).toMatchObject(Array(4).fill({ number: 1, bytes: bytes(7) }));
  posting.take(1);
  clock.advance(GIVE_UP_MS);
  expect(sent).toHaveLength(4);
  expect(failures).toBe(0);
});

it("cuts what is long, so that the server hears that something comes", async () => {
  posting.push(new Uint8Array(2 * MAX_POST_BYTES + 1));
  await turn();
  clock.advance(2 * GATHER_MS);
  expect(sent.map((post) => post.bytes.length)).toEqual([MAX_POST_BYTES, MAX_POST_BYTES, 1]);
});

it("[HT5] ends when its stream is gone, and when nothing is taken for long", async () => {
  await push(1);
  await sent[0]?.answer(410);
  expect(failures).toBe(1);
  await push(2);
  clock.advance(GIVE_UP_MS);
  expect(sent).toHaveLength(1);
  expect(failures).toBe(1);
});

it("gives up a connection on which nothing is ever taken", async () => {
  await push(1);
  for (let tries = 0; failures === 0 && tries < 100; tries++) {
    await sent.at(-1)?.answer(202);
    clock.advance(RESEND_MS);
  }
  expect(failures).toBe(1);
});

it("is silent after it was disposed of", async () => {
  await push(1);
  posting.push(bytes(2));
  posting.dispose();
  await turn();
  clock.advance(GIVE_UP_MS);
  expect(sent).toHaveLength(1);
  expect(failures).toBe(0);
});
