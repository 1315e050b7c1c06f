// Plays random sessions with Yjs itself against a room in another process: drops, crashes, reloads, offline edits, undo.
// node yjs_replicas.mjs <first seed> <sessions>: batches of room calls leave on stdout, what the room sent comes on stdin,
// one JSON line each; the last line is {"failed": [...]}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const Y = require("yjs");
const encoding = require("lib0/encoding");
const decoding = require("lib0/decoding");

const TEXT = "file/main.py";
const STEPS = 24;
const PIECES = ["a", "b", "\n", "é", "漢", "🎉", "👩‍🚀", "wörd ", "    "];
const [firstSeed, sessions] = process.argv.slice(2).map(Number);

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

function frame(step, body, wrapped) {
  const encoder = encoding.createEncoder();
  if (wrapped) {
    encoding.writeVarUint(encoder, 100);
    encoding.writeVarString(encoder, TEXT);
  }
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, body);
  return Buffer.from(encoding.toUint8Array(encoder)).toString("base64");
}

/** One browser: a document that outlives connections. */
class Person {
  constructor(session, number, copy) {
    this.session = session;
    this.number = number;
    this.wrapped = number < 2; // the third speaks plain y-protocols, as a stock provider
    this.connected = false;
    this.outgoing = [];
    this.incoming = [];
    this.doc = new Y.Doc();
    this.doc.clientID = session.dice.below(2 ** 31);
    this.used = [this.doc.clientID];
    this.content = this.doc.getText("content");
    this.undo = new Y.UndoManager(this.content, { captureTimeout: 0 });
    if (copy) Y.applyUpdate(this.doc, copy, "copy");
    this.doc.on("update", (update, origin) => {
      if (origin !== "server" && this.connected) this.outgoing.push(frame(2, update, this.wrapped));
    });
  }

  connect() {
    this.connected = true;
    this.session.call("join", this.number, this.wrapped, this.used);
    this.outgoing.push(frame(0, Y.encodeStateVector(this.doc), this.wrapped));
  }

  disconnect() {
    if (!this.connected) return;
    this.connected = false;
    this.session.call("drop", this.number);
    this.forgetNetwork();
  }

  forgetNetwork() {
    this.outgoing = [];
    this.incoming = [];
  }

  /** A place between two characters, never in the middle of a surrogate pair. */
  place(text) {
    const at = this.session.dice.below(text.length + 1);
    return at < text.length && text.charCodeAt(at) >> 10 === 0x37 ? at - 1 : at;
  }

  type() {
    const { dice } = this.session;
    this.content.insert(this.place(this.content.toString()), dice.pick(PIECES).repeat(1 + dice.below(3)));
  }

  erase() {
    const text = this.content.toString();
    const at = this.place(text);
    const length = [...text.slice(at)].slice(0, 1 + this.session.dice.below(4)).join("").length;
    if (length > 0) this.content.delete(at, length);
  }

  hear(base64) {
    const decoder = decoding.createDecoder(Buffer.from(base64, "base64"));
    let type = decoding.readVarUint(decoder);
    if (type === 100) {
      decoding.readVarString(decoder);
      type = decoding.readVarUint(decoder);
    }
    if (type !== 0) return;
    const step = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (step === 0) this.outgoing.push(frame(1, Y.encodeStateAsUpdate(this.doc, body), this.wrapped));
    else Y.applyUpdate(this.doc, body, "server");
  }
}

class Session {
  constructor(seed) {
    this.seed = seed;
    this.dice = makeDice(seed);
    this.calls = [];
    this.failure = null;
    this.people = Array.from({ length: 2 + this.dice.below(2) }, (_, number) => new Person(this, number));
    for (const person of this.people) person.connect();
  }

  call(...call) {
    this.calls.push([this.seed, ...call]);
  }

  send(limit) {
    for (const person of this.people) {
      if (!person.connected) continue;
      for (const outgoing of person.outgoing.splice(0, limit)) this.call("frame", person.number, outgoing);
    }
  }

  receive(limit) {
    for (const person of this.people) for (const incoming of person.incoming.splice(0, limit)) person.hear(incoming);
  }

  step() {
    const { dice } = this;
    const person = dice.pick(this.people);
    const what = dice.below(13);
    if (what < 4) person.type();
    else if (what < 6) person.erase();
    else if (what === 6) this.send(1 + dice.below(3));
    else if (what === 7) this.receive(1 + dice.below(3));
    else if (what === 8) this.call("save");
    else if (what === 9) person.connected ? person.disconnect() : person.connect();
    else if (what === 10) this.reload(person);
    else if (what === 11) person.undo.undo();
    else if (dice.roll() < 0.3) this.crash();
    else this.call("put", dice.pick(PIECES));
  }

  reload(person) {
    person.disconnect();
    const fresh = new Person(this, person.number, Y.encodeStateAsUpdate(person.doc));
    fresh.used.push(...person.used);
    this.people[person.number] = fresh;
    fresh.connect();
  }

  crash() {
    this.call("crash");
    for (const person of this.people) {
      person.connected = false;
      person.forgetNetwork();
    }
  }

  get quiet() {
    return this.people.every((person) => person.outgoing.length === 0 && person.incoming.length === 0);
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Hands the sessions' calls to the rooms and their answers to the people. */
async function exchange(playing) {
  process.stdout.write(`${JSON.stringify(playing.flatMap((session) => session.calls.splice(0)))}\n`);
  const { value } = await lines.next();
  const bySeed = new Map(playing.map((session) => [session.seed, session]));
  for (const [seed, number, kind, body] of JSON.parse(value)) {
    const session = bySeed.get(seed);
    if (kind === "frame") session.people[number]?.incoming.push(body);
    else if (kind === "closed") session.failure = `person ${number} was closed: ${body}`;
    else session.texts = body;
  }
}

async function settle(playing) {
  for (let round = 0; round < 200 && playing.some((session) => !session.quiet || session.calls.length > 0); round += 1) {
    for (const session of playing) {
      session.receive(Number.POSITIVE_INFINITY);
      session.send(Number.POSITIVE_INFINITY);
    }
    await exchange(playing);
  }
}

async function play(seeds) {
  const playing = seeds.map((seed) => new Session(seed));
  for (let step = 0; step < STEPS; step += 1) {
    for (const session of playing) session.step();
    await exchange(playing);
  }
  for (const session of playing) for (const person of session.people) if (!person.connected) person.connect();
  await settle(playing);
  for (const session of playing) session.call("heal");
  await settle(playing);
  for (const session of playing) session.call("texts");
  await exchange(playing);
  return playing.filter((session) => session.failure || !isEqual(session)).map(describe);
}

function isEqual(session) {
  const texts = session.people.map((person) => person.content.toString());
  return new Set([...texts, ...session.texts]).size === 1;
}

function describe(session) {
  return { seed: session.seed, failure: session.failure, texts: session.people.map((p) => p.content.toString()), server: session.texts };
}

const failed = [];
for (let seed = firstSeed; seed < firstSeed + sessions; seed += 250) {
  const size = Math.min(250, firstSeed + sessions - seed);
  failed.push(...(await play(Array.from({ length: size }, (_, index) => seed + index))));
}
process.stdout.write(`${JSON.stringify({ failed })}\n`);
process.exit(0);
