/** What a run writes is kept whole up to the limit, then its newest part, and never mixes its streams. */
import { describe, expect, test } from "vitest";
import type { RuntimeStream } from "../contract";
import { HEAD_BYTES, MAX_OUTPUT_BYTES, TAIL_BYTES } from "./limits";
import { BLOCK_BYTES, Block, Cell, HeadReader, readTail, TapeDecoder, TapeWriter, takeTail } from "./tape";

class Tape {
  readonly block = new Block(new ArrayBuffer(BLOCK_BYTES));
  readonly decoder = new TapeDecoder();
  cuts = 0;
  private readonly reader = new HeadReader(this.block);
  private readonly writer = new TapeWriter(
    this.block,
    () => {},
    () => {
      this.cuts += 1;
    },
  );

  write(stream: RuntimeStream, text: string | readonly number[]): this {
    this.writer.write(stream, typeof text === "string" ? new TextEncoder().encode(text) : Uint8Array.from(text));
    return this;
  }

  readHead(): { stream: RuntimeStream; text: string }[] {
    return this.decoder.decode(this.reader.readNew());
  }

  readTail(): { stream: RuntimeStream; text: string }[] {
    return new TapeDecoder().decode(readTail(this.block));
  }
}

const textOf = (pieces: readonly { text: string }[]): string => pieces.map((piece) => piece.text).join("");

describe("the first part", () => {
  test("is read as it was written, each stream by itself", () => {
    const tape = new Tape().write("stdout", "a").write("stdout", "b").write("stderr", "c").write("stdout", "d");
    expect(tape.readHead()).toEqual([
      { stream: "stdout", text: "ab" },
      { stream: "stderr", text: "c" },
      { stream: "stdout", text: "d" },
    ]);
  });

  test("is read once", () => {
    const tape = new Tape().write("stderr", "a");
    expect(textOf(tape.readHead())).toBe("a");
    expect(tape.readHead()).toEqual([]);
    expect(tape.write("stderr", "b").readHead()).toEqual([{ stream: "stderr", text: "b" }]);
  });

  test("joins a character whose bytes came in two writes", () => {
    const tape = new Tape().write("stdout", [0xe4, 0xb8]);
    expect(textOf(tape.readHead())).toBe("");
    expect(textOf(tape.write("stdout", [0x96]).readHead())).toBe("世");
  });

  test("shows bytes that are no text as such, also those that mark a stream", () => {
    expect(new Tape().write("stdout", [0x61, 0xfe, 0xff, 0x62]).readHead()).toEqual([
      { stream: "stdout", text: "a\ufffd\ufffdb" },
    ]);
  });

  test("ends before a character that does not fit", () => {
    const tape = new Tape().write("stdout", "a".repeat(HEAD_BYTES - 3)).write("stdout", "世!");
    expect(textOf(tape.readHead())).toBe("a".repeat(HEAD_BYTES - 3));
    expect(textOf(tape.readTail())).toBe("世!");
  });

  test("is never longer than the block, whatever length the code claims", () => {
    const tape = new Tape().write("stdout", "a");
    Atomics.store(tape.block.cells, Cell.headLength, 2 ** 30);
    expect(tape.readHead().length).toBeGreaterThan(0);
    expect(tape.readHead()).toEqual([]);
  });
});

describe("the newest part", () => {
  const numbers = (count: number): string => Array.from({ length: count }, (_, n) => `${n}\n`).join("");

  test("is empty while everything fits", () => {
    const tape = new Tape().write("stdout", numbers(100));
    expect(tape.readTail()).toEqual([]);
    expect(tape.cuts).toBe(0);
  });

  test("is the end of a long output, within the limit together with the first part, and told of once", () => {
    const tape = new Tape();
    for (const line of numbers(100_000).split(/(?<=\n)/)) tape.write("stdout", line);
    const head = textOf(tape.readHead());
    const tail = textOf(tape.readTail());
    expect(tape.cuts).toBe(1);
    expect(head.startsWith("0\n1\n")).toBe(true);
    expect(tail.endsWith("99998\n99999\n")).toBe(true);
    expect(tail).toMatch(/^\d{5}\n/);
    expect(head.length + tail.length).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
  });

  test("is right after any number of laps", () => {
    const tape = new Tape().write("stdout", "x".repeat(HEAD_BYTES));
    const lap = "y".repeat(TAIL_BYTES / 2);
    for (let laps = 0; laps < 99; laps += 1) tape.write("stderr", lap);
    tape.write("stderr", "the end");
    expect(textOf(tape.readTail()).endsWith("ythe end")).toBe(true);
    expect(tape.readTail().every((piece) => piece.stream === "stderr")).toBe(true);
  });

  test("is the end of one enormous write", () => {
    const tape = new Tape().write("stdout", `${"z".repeat(2 * MAX_OUTPUT_BYTES)}end`);
    expect(textOf(tape.readTail()).endsWith("zend")).toBe(true);
  });

  test("begins anew once it was taken", () => {
    const tape = new Tape().write("stdout", "x".repeat(HEAD_BYTES)).write("stdout", "old");
    expect(takeTail(tape.block).length).toBeGreaterThan(0);
    tape.write("stdout", "new");
    expect(textOf(tape.readTail())).toBe("new");
    expect(tape.cuts).toBe(1);
  });
});
