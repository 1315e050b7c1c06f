// Random documents made by Yjs itself, typed through the sockets of a real server. In each document one person uses the
// stock provider of y-websocket; the others speak `algoroom.v1`, reconnect, type offline, and undo.
// node yjs_people.mjs <port> <server port> <first seed> <documents> <documents at once>
// Says {"phase": "storm"} and {"phase": "calm"} on stdout, and goes on when a line comes on stdin; the last line is
// {"failed": [...], ...}. `port` is where people connect, `server port` where the end is read without a fault.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../frontend/package.json", import.meta.url));
const Y = require("yjs");
const encoding = require("lib0/encoding");
const decoding = require("lib0/decoding");
const { WebSocket } = require("ws");
const { WebsocketProvider } = require("y-websocket");

const TEXT = "file/main.py";
const STEPS = 24;
const MAX_PAUSE_MS = 100;
const COME_BACK_AFTER_MS = 100;
const LOOK_EVERY_MS = 50;
const SETTLES_WITHIN_MS = 60_000;
const PIECES = ["a", "b", "\n", "é", "漢", "🎉", "👩‍🚀", "wörd ", "    "];
// What no honest peer is ever closed with, however bad its network is.
const NEVER = new Set([1002, 1003, 1007, 1009, 4400, 4404, 4413, 4529, 4531]);
const FORBIDDEN = 4403;
const [port, serverPort, firstSeed, documents, atOnce] = process.argv.slice(2).map(Number);
const codes = {};
// Each stock provider listens for the end of the process.
process.setMaxListeners(0);

/** Mulberry32: numbers from 0 to 1 that repeat for a seed. */
function makeDice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { roll, below: (n) => Math.floor(roll() * n), pick: (list) => list[Math.floor(roll() * list.length)] };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function encode(write) {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

function syncFrame(step, body) {
  return encode((encoder) => {
    encoding.writeVarUint(encoder, 100);
    encoding.writeVarString(encoder, TEXT);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, body);
  });
}

/** Speaks `algoroom.v1` as the page does: queues nothing, and lets the next handshake carry what was typed offline. */
class OwnLink {
  constructor(story, number, doc) {
    this.story = story;
    this.doc = doc;
    this.socket = null;
    this.wanted = true;
    const key = createHash("sha256").update(`${story.seed}:${number}`).digest("hex").slice(0, 32);
    this.hello = JSON.stringify({ name: `p${number}`, key, clients: [doc.clientID] });
    doc.on("update", (update, origin) => {
      if (origin !== this && this.isOpen) this.socket.send(syncFrame(2, update));
    });
    this.connect();
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/sync/${this.story.id}`, ["algoroom.v1"], {
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.on("open", () => {
      socket.send(
        encode((encoder) => {
          encoding.writeVarUint(encoder, 103);
          encoding.writeVarString(encoder, this.hello);
        }),
      );
      socket.send(syncFrame(0, Y.encodeStateVector(this.doc)));
    });
    socket.on("message", (frame) => {
      if (socket === this.socket) this.hear(frame);
    });
    socket.on("error", () => {});
    socket.on("close", (code) => {
      this.story.noteClose(code, code === FORBIDDEN);
      if (socket !== this.socket) return;
      this.socket = null;
      if (this.wanted) setTimeout(() => this.wanted && !this.socket && this.connect(), COME_BACK_AFTER_MS);
    });
  }

  hear(frame) {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== 100) return;
    decoding.readVarString(decoder);
    if (decoding.readVarUint(decoder) !== 0) return;
    const step = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (step === 0) this.socket.send(syncFrame(1, Y.encodeStateAsUpdate(this.doc, body)));
    else Y.applyUpdate(this.doc, body, this);
  }

  goOffline() {
    this.wanted = false;
    this.socket?.terminate();
    this.socket = null;
  }

  goOnline() {
    this.wanted = true;
    if (!this.socket) this.connect();
  }
}

/** The stock provider, as anybody installs it. */
class StockLink {
  constructor(story, _number, doc) {
    this.provider = new WebsocketProvider(`ws://127.0.0.1:${port}/ws/sync`, story.id, doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
      maxBackoffTime: COME_BACK_AFTER_MS,
      // While the server has not noticed that the last connection is dead, the client id is still the guest's that
      // was (GU7); the provider takes every code from 4400 to 4499 for final unless told otherwise.
      shouldReconnect: (event) => event.code === FORBIDDEN || !(event.code >= 4400 && event.code < 4500),
    });
    this.provider.on("connection-close", (event) => event && story.noteClose(event.code, false));
  }

  goOffline() {
    this.provider.disconnect();
  }

  goOnline() {
    this.provider.connect();
  }

  end() {
    this.provider.destroy();
  }
}

class Person {
  constructor(story, number) {
    this.dice = makeDice(story.seed * 8 + number);
    this.doc = new Y.Doc();
    this.content = this.doc.getText("content");
    this.undo = new Y.UndoManager(this.content, { captureTimeout: 0 });
    this.link = new (number === 0 ? StockLink : OwnLink)(story, number, this.doc);
  }

  /** A place between two characters, never in the middle of a surrogate pair. */
  place(text) {
    const at = this.dice.below(text.length + 1);
    return at < text.length && text.charCodeAt(at) >> 10 === 0x37 ? at - 1 : at;
  }

  type() {
    this.content.insert(this.place(this.content.toString()), this.dice.pick(PIECES).repeat(1 + this.dice.below(3)));
  }

  erase() {
    const text = this.content.toString();
    const at = this.place(text);
    const length = [...text.slice(at)].slice(0, 1 + this.dice.below(4)).join("").length;
    if (length > 0) this.content.delete(at, length);
  }

  async live() {
    let isOnline = true;
    for (let step = 0; step < STEPS; step += 1) {
      const what = this.dice.below(14);
      if (what < 6) this.type();
      else if (what < 9) this.erase();
      else if (what === 9) this.undo.undo();
      else if (what === 10) this.undo.redo();
      else if (what === 11) this.doc.transact(() => [this.type(), this.erase(), this.type()]);
      else if (what === 12) {
        isOnline = !isOnline;
        if (isOnline) this.link.goOnline();
        else this.link.goOffline();
      }
      await pause(this.dice.roll() * MAX_PAUSE_MS);
    }
    this.link.goOnline();
  }
}

/** One document with its people. */
class Story {
  constructor(seed, id) {
    this.seed = seed;
    this.id = id;
    this.failure = null;
    this.people = Array.from({ length: 2 + makeDice(seed).below(2) }, (_, number) => new Person(this, number));
  }

  noteClose(code, isFault) {
    codes[code] = (codes[code] ?? 0) + 1;
    if (isFault || NEVER.has(code)) this.failure = `somebody honest was closed with ${code}`;
  }

  get texts() {
    return this.people.map((person) => person.content.toString());
  }

  /** Waits until all replicas, the server and its replayed log have one text. */
  async settle() {
    const deadline = Date.now() + SETTLES_WITHIN_MS;
    let server = null;
    while (!this.failure) {
      const texts = new Set(this.texts);
      if (texts.size === 1) {
        server = await this.readServer();
        if (new Set([...this.texts, ...Object.values(server)]).size === 1) break;
      }
      if (Date.now() > deadline) this.failure = "the texts differ";
      else await pause(LOOK_EVERY_MS);
    }
    for (const person of this.people) {
      person.link.goOffline();
      person.link.end?.();
    }
    return this.failure && { seed: this.seed, failure: this.failure, texts: this.texts, ...server };
  }

  async readServer() {
    const { code } = await (await fetch(`http://127.0.0.1:${serverPort}/sessions/${this.id}`)).json();
    const log = await (await fetch(`http://127.0.0.1:${serverPort}/sessions/${this.id}/log`)).text();
    const doc = new Y.Doc();
    for (const line of log.split("\n")) {
      if (!line) continue;
      const entry = JSON.parse(line);
      if (entry.channel === TEXT) Y.applyUpdate(doc, Buffer.from(entry.update, "base64"));
    }
    return { code, log: doc.getText("content").toString() };
  }
}

async function createSession() {
  const answer = await fetch(`http://127.0.0.1:${serverPort}/sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ language: "python" }),
  });
  return (await answer.json()).id;
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function announce(phase) {
  process.stdout.write(`${JSON.stringify({ phase })}\n`);
  await lines.next();
}

const failed = [];
let characters = 0;
for (let seed = firstSeed; seed < firstSeed + documents; seed += atOnce) {
  const size = Math.min(atOnce, firstSeed + documents - seed);
  const ids = await Promise.all(Array.from({ length: size }, createSession));
  await announce("storm");
  const stories = ids.map((id, number) => new Story(seed + number, id));
  await Promise.all(stories.flatMap((story) => story.people.map((person) => person.live())));
  await announce("calm");
  failed.push(...(await Promise.all(stories.map((story) => story.settle()))).filter(Boolean));
  characters += stories.reduce((sum, story) => sum + story.texts[0].length, 0);
}
process.stdout.write(`${JSON.stringify({ failed, codes, characters })}\n`);
process.exit(0);
