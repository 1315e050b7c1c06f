/** The harness of the replay's tests: sessions written as stories, kept as the lines that the server would stream. */
import * as Y from "yjs";
import type { Participant } from "../../collab/types";
import { type ReplayEntry, readLine } from "../entries";

export const START_MS = Date.UTC(2026, 0, 1, 12);
export const PYTHON = "file/main.py";
export const JAVASCRIPT = "file/main.js";

export const ada: Participant = { id: "p-ada", name: "Ada", color: "c1", role: "host" };
export const lin: Participant = { id: "p-lin", name: "Lin", color: "c4", role: "candidate" };

export function languageOfText(text: string): string | undefined {
  return { [PYTHON]: "python", [JAVASCRIPT]: "javascript" }[text];
}

/** Writes a log: people do things, the clock is moved, each doing is an entry. */
export class Story {
  readonly lines: string[] = [];
  readonly #docs = new Map<string, Y.Doc>();
  #now = START_MS;

  wait(milliseconds: number): this {
    this.#now += milliseconds;
    return this;
  }

  event(by: string, event: Readonly<Record<string, unknown>>): this {
    return this.#add(by, "events", { kind: "event", event });
  }

  join(participant: Participant): this {
    return this.event(participant.id, { type: "joined", participant });
  }

  leave(participant: Participant): this {
    return this.event(participant.id, { type: "left", participantId: participant.id });
  }

  /** Inserts at an offset, the end unless told, of one text; one entry. */
  type(by: string | null, text: string, { at, into = PYTHON }: { at?: number; into?: string } = {}): this {
    return this.#edit(by, into, (content) => content.insert(at ?? content.length, text));
  }

  erase(by: string, at: number, length: number, from = PYTHON): this {
    return this.#edit(by, from, (content) => content.delete(at, length));
  }

  run(by: string, run: string): this {
    return this.event(by, { type: "run_started", run, language: "python", text: PYTHON, codeHash: "0".repeat(64) });
  }

  write(by: string, run: string, text: string): this {
    return this.event(by, { type: "run_output", run, chunks: [{ stream: "stdout", text }] });
  }

  finish(by: string, run: string): this {
    return this.event(by, { type: "run_finished", run, outcome: "succeeded", durationMs: 40, error: null });
  }

  /** The server cannot read the newest entries: so many are replaced by a line that says so. */
  lose(entries: number): this {
    const last = this.lines.length;
    this.lines.splice(last - entries);
    const at = new Date(this.#now).toISOString();
    const line = { seq: last, at, by: null, channel: "events", kind: "missing", first: last - entries + 1 };
    this.lines.push(JSON.stringify(line));
    return this;
  }

  /** The entries as they are read from the lines. */
  entries(): readonly ReplayEntry[] {
    return this.lines.map((line) => readLine(line)).filter((entry) => entry !== null);
  }

  #edit(by: string | null, name: string, change: (content: Y.Text) => void): this {
    const doc = this.#docs.get(name) ?? new Y.Doc();
    this.#docs.set(name, doc);
    const updates: Uint8Array[] = [];
    const collect = (update: Uint8Array): number => updates.push(update);
    doc.on("update", collect);
    change(doc.getText("content"));
    doc.off("update", collect);
    const update = Buffer.from(Y.mergeUpdates(updates)).toString("base64");
    return this.#add(by, name, { kind: "text", update });
  }

  #add(by: string | null, channel: string, payload: Readonly<Record<string, unknown>>): this {
    const at = new Date(this.#now).toISOString();
    this.lines.push(JSON.stringify({ seq: this.lines.length + 1, at, by, channel, ...payload }));
    return this;
  }
}
