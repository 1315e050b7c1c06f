/** The texts of a session at any of its positions: updates applied forwards, from the nearest snapshot. */
import * as Y from "yjs";
import type { ReplayEntry, TextEntry } from "./entries";

/** Entries between two snapshots: a seek applies at most as many (RESEARCH: 1.3 ms). */
export const SNAPSHOT_EVERY = 500;

/** What one entry did to its text: `from` to `to` is what it wrote, in UTF-16 offsets; equal where it only deleted. */
export interface TextChange {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly by: string | null;
}

type Snapshot = ReadonlyMap<string, Uint8Array>;

export class TextReplay {
  readonly #entries: readonly ReplayEntry[];
  /** Position of the last text entry at or before each position; 0 where there is none. */
  readonly #lastText: Uint32Array;
  /** The texts at the positions 0, {@link SNAPSHOT_EVERY}, …, as far as they were reached. */
  readonly #snapshots: Snapshot[] = [new Map()];
  #docs = new Map<string, Y.Doc>();
  #position = 0;

  constructor(entries: readonly ReplayEntry[]) {
    this.#entries = entries;
    this.#lastText = new Uint32Array(entries.length + 1);
    entries.forEach((entry, index) => {
      this.#lastText[index + 1] = entry.kind === "text" ? index + 1 : (this.#lastText[index] ?? 0);
    });
  }

  /** The content of a text at a position. */
  contentAt(text: string, position: number): string {
    this.#goTo(position);
    return this.#docs.get(text)?.getText("content").toString() ?? "";
  }

  /** What the last change of a text at or before a position did; `null` where nothing was typed yet. */
  changeAt(position: number): TextChange | null {
    const last = this.#lastText[position] ?? 0;
    const entry = this.#entries[last - 1];
    if (entry?.kind !== "text") return null;
    this.#goTo(last - 1);
    const content = this.#doc(entry.text).getText("content");
    let change: TextChange = { text: entry.text, from: 0, to: 0, by: entry.by };
    const observe = (event: Y.YTextEvent): void => {
      change = { ...change, ...extentOf(event.delta) };
    };
    content.observe(observe);
    this.#forward(last);
    content.unobserve(observe);
    return change;
  }

  #goTo(position: number): void {
    const snapshot = Math.min(Math.floor(position / SNAPSHOT_EVERY), this.#snapshots.length - 1);
    if (position < this.#position || snapshot * SNAPSHOT_EVERY > this.#position) this.#restore(snapshot);
    this.#forward(position);
  }

  #restore(snapshot: number): void {
    for (const doc of this.#docs.values()) doc.destroy();
    this.#docs = new Map();
    for (const [text, state] of this.#snapshots[snapshot] ?? []) Y.applyUpdate(this.#doc(text), state);
    this.#position = snapshot * SNAPSHOT_EVERY;
  }

  #forward(position: number): void {
    while (this.#position < position) {
      const entry = this.#entries[this.#position];
      if (entry?.kind === "text") this.#apply(entry);
      this.#position += 1;
      if (this.#position === this.#snapshots.length * SNAPSHOT_EVERY) this.#snapshots.push(this.#takeSnapshot());
    }
  }

  #apply(entry: TextEntry): void {
    Y.applyUpdate(this.#doc(entry.text), entry.update);
  }

  #takeSnapshot(): Snapshot {
    return new Map([...this.#docs].map(([text, doc]) => [text, Y.encodeStateAsUpdate(doc)]));
  }

  #doc(text: string): Y.Doc {
    let doc = this.#docs.get(text);
    if (doc === undefined) {
      doc = new Y.Doc();
      this.#docs.set(text, doc);
    }
    return doc;
  }
}

/** From the first to the last place that a delta touches. */
function extentOf(delta: Y.YTextEvent["delta"]): { from: number; to: number } {
  let at = 0;
  let from: number | null = null;
  let to = 0;
  for (const { retain, insert } of delta) {
    if (retain !== undefined) {
      at += retain;
      continue;
    }
    from ??= at;
    if (typeof insert === "string") at += insert.length;
    to = at;
  }
  return { from: from ?? 0, to };
}
