/** One line of the log, read strictly: docs/protocol.md, section 12. */
import {
  nullable,
  number,
  object,
  oneOf,
  type Reader,
  readJson,
  readRecord,
  ShapeError,
  string,
} from "../../api/shape";
import { type LogEntry, readLogEntry } from "../collab/wireShapes";

interface Head {
  readonly seq: number;
  readonly at: string;
  readonly by: string | null;
  readonly channel: string;
}

/** Somebody changed a text. `update` is a Yjs update; `at` in milliseconds since 1970. */
export interface TextEntry {
  readonly kind: "text";
  readonly seq: number;
  readonly at: number;
  readonly by: string | null;
  readonly text: string;
  readonly update: Uint8Array;
}

/** Something else happened. */
export interface EventEntry {
  readonly kind: "event";
  readonly seq: number;
  readonly at: number;
  readonly by: string | null;
  readonly event: LogEntry;
}

/** The entries `first` to `seq` are missing: the server cannot read them. */
export interface MissingEntries {
  readonly kind: "missing";
  readonly seq: number;
  readonly first: number;
  readonly at: number;
}

export type ReplayEntry = TextEntry | EventEntry | MissingEntries;

const readHead = object<Head>({ seq: number, at: string, by: nullable(string), channel: string });
const readKind = object<{ kind: string }>({ kind: string });
const readMissing = object<{ first: number }>({ first: number });
const readText = object<{ kind: "text"; update: string }>({ kind: oneOf("text"), update: string });

const readEntry: Reader<ReplayEntry | null> = (value) => {
  const { seq, at: time, by, channel } = readHead(value);
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw new ShapeError("`at`: Expected a time.");
  const { kind } = readKind(value);
  if (kind === "text") {
    return { kind, seq, at, by, text: channel, update: decodeBase64(readText(value).update) };
  }
  if (kind === "missing") return { kind, seq, at, first: readMissing(value).first };
  if (kind !== "event") return null;
  const event = readLogEntry({ ...readRecord(readRecord(value).event), seq, at: time, by });
  return { kind, seq, at, by, event };
};

/** The entry of a line; `null` for a kind that this page does not know. @throws ShapeError */
export function readLine(json: string): ReplayEntry | null {
  return readJson(json, readEntry);
}

function decodeBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new ShapeError("`update`: Expected base64.");
  }
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
