// Types random sessions with Yjs itself and writes what a server would hear, one JSON line each.
// node honest_updates.mjs <seed> <sessions>
import { createRequire } from "node:module";

const Y = createRequire(new URL("../../../frontend/package.json", import.meta.url))("yjs");

const WORDS = ["x", "return ", "größe", "🎈", "for i in range(10):\n    ", "漢字", "👩‍💻", "\n", "}"];
const [firstSeed, sessions] = process.argv.slice(2).map(Number);

/** Mulberry32: numbers from 0 to 1 that repeat for a seed. */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A place between two characters, never in the middle of a surrogate pair. */
function findPlace(text, random) {
  const at = Math.floor(random() * (text.length + 1));
  const isLow = at < text.length && text.charCodeAt(at) >> 10 === 0x37;
  return isLow ? at - 1 : at;
}

function change(text, random) {
  const written = text.toString();
  const at = findPlace(written, random);
  const until = random() < 0.4 ? at + [...written.slice(at)].slice(0, 1 + random() * 8).join("").length : at;
  if (until > at) text.delete(at, until - at);
  if (until === at || random() < 0.3) text.insert(at, WORDS[Math.floor(random() * WORDS.length)]);
}

function runSession(session) {
  const random = makeRandom(session);
  const tell = (line) => process.stdout.write(`${JSON.stringify({ session, ...line })}\n`);
  const server = new Y.Doc();
  const everybody = Array.from({ length: 3 }, () => {
    const doc = new Y.Doc();
    const person = { doc, text: doc.getText("content"), inbox: [], online: true };
    person.undo = new Y.UndoManager(person.text, { captureTimeout: 0 });
    doc.on("update", (update, _origin, _doc, transaction) => {
      if (transaction.local && person.online) passOn(person, "update", update);
    });
    return person;
  });

  function passOn(person, kind, update) {
    const before = Y.encodeStateVector(server);
    tell({ kind, client: person.doc.clientID, update: Buffer.from(update).toString("base64") });
    Y.applyUpdate(server, update);
    const news = Y.encodeStateAsUpdate(server, before);
    for (const other of everybody) if (other !== person) other.inbox.push(kind === "update" ? update : news);
  }

  function comeBack(person) {
    person.online = true;
    passOn(person, "step2", Y.encodeStateAsUpdate(person.doc, Y.encodeStateVector(server)));
  }

  function hear(person, count) {
    for (const update of person.inbox.splice(0, count)) Y.applyUpdate(person.doc, update, "server");
  }

  for (let step = 0; step < 60; step += 1) {
    const person = everybody[Math.floor(random() * everybody.length)];
    const dice = random();
    if (dice < 0.05 && person.online) person.online = false;
    else if (dice < 0.15 && !person.online) comeBack(person);
    else if (dice < 0.45 && person.online) hear(person, 1 + Math.floor(random() * person.inbox.length));
    else if (dice < 0.5) person.undo.undo();
    else if (dice < 0.53) person.undo.redo();
    else if (dice < 0.6) person.doc.transact(() => [1, 2, 3].forEach(() => change(person.text, random)));
    else change(person.text, random);
  }
  for (const person of everybody) if (!person.online) comeBack(person);
  for (const person of everybody) hear(person, Number.POSITIVE_INFINITY);
  const texts = new Set(everybody.map((person) => person.text.toString()));
  texts.add(server.getText("content").toString());
  if (texts.size !== 1) throw new Error(`session ${session}: the replicas of Yjs differ`);
  tell({ kind: "end", text: [...texts][0], state: Buffer.from(Y.encodeStateVector(server)).toString("base64") });
}

for (let session = firstSeed; session < firstSeed + sessions; session += 1) runSession(session);
