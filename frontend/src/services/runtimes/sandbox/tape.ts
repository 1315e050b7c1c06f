/**
 * What a run has written: the first part as it came and the newest part, in memory that worker and broker may share.
 *
 * Text lies here as UTF-8 with one byte that says which stream follows. Those two bytes never occur in UTF-8.
 */
import type { RuntimeStream } from "../contract";
import { HEAD_BYTES, MAX_INPUT_BYTES, TAIL_BYTES } from "./limits";

const STDOUT_MARK = 0xfe;
const STDERR_MARK = 0xff;
/** Never valid in UTF-8 either: stands where code wrote a byte that looks like a mark. */
const INVALID_BYTE = 0xc0;

const MARKS: Readonly<Record<RuntimeStream, number>> = { stdout: STDOUT_MARK, stderr: STDERR_MARK };

/** The numbers at the front of the block, by their index. */
export const Cell = {
  headLength: 0,
  tailTotal: 1,
  /** 1 while the broker has been told of output and has not looked yet. */
  told: 2,
  input: 3,
  inputLength: 4,
  /** Never changes; a sleeping worker waits on it, and Stop wakes it. */
  sleep: 5,
  /** Pyodide's interrupt number: 2 asks for KeyboardInterrupt. */
  interrupt: 6,
  /** How many displays the worker has sent in this run. */
  displays: 7,
} as const;

/** Values of `Cell.input`. */
export const Input = { idle: 0, asked: 1, line: 2, end: 3, interrupted: 4 } as const;

const CELLS_BYTES = 64;
const TAIL_START = CELLS_BYTES + HEAD_BYTES;
const INPUT_START = TAIL_START + TAIL_BYTES;

/** The size of a block that holds the cells, the tape and one line of input. */
export const BLOCK_BYTES = INPUT_START + MAX_INPUT_BYTES;

/** Views on one block; the same on both sides. */
export class Block {
  readonly cells: Int32Array;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly input: Uint8Array;

  constructor(readonly buffer: ArrayBufferLike) {
    this.cells = new Int32Array(buffer, 0, CELLS_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.head = new Uint8Array(buffer, CELLS_BYTES, HEAD_BYTES);
    this.tail = new Uint8Array(buffer, TAIL_START, TAIL_BYTES);
    this.input = new Uint8Array(buffer, INPUT_START, MAX_INPUT_BYTES);
  }

  /** Makes the block ready for the next run. */
  clear(): void {
    for (const cell of Object.values(Cell)) Atomics.store(this.cells, cell, 0);
  }
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The largest end at most `end` that does not cut a character. */
function wholeCharacters(bytes: Uint8Array, end: number): number {
  let at = end;
  while (at > 0 && at < bytes.length && isContinuation(bytes[at])) at -= 1;
  return at;
}

/** The writing side. Once the head is full, everything goes to the tail, which remembers the newest `TAIL_BYTES`. */
export class TapeWriter {
  private stream: RuntimeStream | null = null;

  constructor(
    private readonly block: Block,
    private readonly onHead: () => void,
    private readonly onTruncated: () => void,
  ) {}

  /** Forgets which stream came last; called when the block was cleared. */
  restart(): void {
    this.stream = null;
  }

  write(stream: RuntimeStream, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const text = withoutMarks(bytes);
    const rest = this.isFull() ? text : this.writeHead(stream, text);
    if (rest.length > 0) this.writeTail(stream, rest);
  }

  private isFull(): boolean {
    return Atomics.load(this.block.cells, Cell.tailTotal) > 0;
  }

  /** Answers with what did not fit. */
  private writeHead(stream: RuntimeStream, bytes: Uint8Array): Uint8Array {
    const { cells, head } = this.block;
    let at = Atomics.load(cells, Cell.headLength);
    if (this.stream !== stream && at < head.length) {
      head[at] = MARKS[stream];
      at += 1;
      this.stream = stream;
    }
    const taken = wholeCharacters(bytes, Math.min(bytes.length, head.length - at));
    head.set(bytes.subarray(0, taken), at);
    Atomics.store(cells, Cell.headLength, at + taken);
    this.onHead();
    return bytes.subarray(taken);
  }

  private writeTail(stream: RuntimeStream, bytes: Uint8Array): void {
    const { cells, tail } = this.block;
    const first = !this.isFull();
    const kept = bytes.subarray(Math.max(0, bytes.length - (tail.length - 1)));
    let at = Atomics.load(cells, Cell.tailTotal);
    tail[at % tail.length] = MARKS[stream];
    at += 1;
    const start = at % tail.length;
    const straight = Math.min(kept.length, tail.length - start);
    tail.set(kept.subarray(0, straight), start);
    tail.set(kept.subarray(straight), 0);
    // Beyond twice its length only the position within the ring matters: the number must not overflow in a long flood.
    const total = at + kept.length;
    const laps = Math.max(0, Math.floor(total / tail.length) - 1);
    Atomics.store(cells, Cell.tailTotal, total - laps * tail.length);
    if (first) this.onTruncated();
  }
}

function withoutMarks(bytes: Uint8Array): Uint8Array {
  let clean = bytes;
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < STDOUT_MARK) continue;
    if (clean === bytes) clean = bytes.slice();
    clean[at] = INVALID_BYTE;
  }
  return clean;
}

/** The reading side of the head: what is new since the last call, as a copy. */
export class HeadReader {
  private at = 0;

  constructor(private readonly block: Block) {}

  restart(): void {
    this.at = 0;
  }

  /** @param until reads no further than this byte: what lies behind it belongs behind something else. */
  readNew(until = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> {
    // The number comes from memory that user code may have reached: it is bounded here.
    const claimed = Math.min(Atomics.load(this.block.cells, Cell.headLength), until);
    const end = Math.min(Math.max(claimed, this.at), this.block.head.length);
    const bytes = new Uint8Array(this.block.head.subarray(this.at, end));
    this.at = end;
    return bytes;
  }
}

/**
 * The newest part, oldest byte first, from the first line that is whole; empty when the head held everything.
 * Writes that happen meanwhile may garble a few characters, no more.
 */
export function readTail(block: Block): Uint8Array<ArrayBuffer> {
  const total = Atomics.load(block.cells, Cell.tailTotal);
  if (total <= 0) return new Uint8Array(0);
  const { tail } = block;
  if (total <= tail.length) return new Uint8Array(tail.subarray(0, total));
  const cut = total % tail.length;
  const bytes = new Uint8Array(tail.length);
  bytes.set(tail.subarray(cut), 0);
  bytes.set(tail.subarray(0, cut), tail.length - cut);
  const mark = bytes.findIndex((byte) => byte >= STDOUT_MARK);
  return mark < 0 ? bytes : bytes.slice(mark);
}

/** The same, and starts the tail anew. Only while the writer waits or has ended. */
export function takeTail(block: Block): Uint8Array<ArrayBuffer> {
  const bytes = readTail(block);
  if (bytes.length > 0) {
    block.tail[0] = STDOUT_MARK;
    Atomics.store(block.cells, Cell.tailTotal, 1);
  }
  return bytes;
}

/** Turns tape bytes into text by stream. Characters may be divided between two calls. */
export class TapeDecoder {
  private stream: RuntimeStream = "stdout";
  private readonly decoders: Readonly<Record<RuntimeStream, TextDecoder>> = {
    stdout: new TextDecoder("utf-8", { ignoreBOM: true }),
    stderr: new TextDecoder("utf-8", { ignoreBOM: true }),
  };

  /** What the bytes say, neighbours of one stream joined. */
  decode(bytes: Uint8Array): { stream: RuntimeStream; text: string }[] {
    const pieces: { stream: RuntimeStream; text: string }[] = [];
    let start = 0;
    for (let at = 0; at <= bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== undefined && byte < STDOUT_MARK) continue;
      this.take(pieces, bytes.subarray(start, at));
      start = at + 1;
      if (byte !== undefined) this.stream = byte === STDERR_MARK ? "stderr" : "stdout";
    }
    return pieces;
  }

  private take(pieces: { stream: RuntimeStream; text: string }[], bytes: Uint8Array): void {
    const text = this.decoders[this.stream].decode(bytes, { stream: true });
    if (text === "") return;
    const last = pieces.at(-1);
    if (last?.stream === this.stream) last.text += text;
    else pieces.push({ stream: this.stream, text });
  }
}
