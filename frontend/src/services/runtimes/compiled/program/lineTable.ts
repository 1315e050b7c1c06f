/** Reads which instruction belongs to which line of the person's files: DWARF 4, section 6.2, within WebAssembly. */

/** A line of one of the person's files. */
export interface PlaceOfCode {
  readonly file: string;
  readonly line: number;
}

/** The line of an instruction, by its place in the module; undefined where it is not the person's own. */
export type LineOf = (offset: number) => PlaceOfCode | undefined;

const CUSTOM = 0;
const CODE = 10;
const END_SEQUENCE = 1;
const SET_ADDRESS = 2;

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    public readonly end: number,
  ) {}

  byte(): number {
    const value = this.bytes[this.at] ?? 0;
    this.at += 1;
    return value;
  }

  signedByte(): number {
    return (this.byte() << 24) >> 24;
  }

  uint16(): number {
    return this.byte() | (this.byte() << 8);
  }

  uint32(): number {
    return (this.uint16() | (this.uint16() << 16)) >>> 0;
  }

  /** LEB128. */
  number(isSigned = false): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return isSigned && (byte & 0x40) !== 0 ? value - scale : value;
    }
  }

  text(): string {
    const start = this.at;
    while (this.byte() !== 0);
    return new TextDecoder().decode(this.bytes.subarray(start, this.at - 1));
  }

  sizedText(): string {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

/** From here on the instructions belong to this line; null: to no line of the files. */
interface Row {
  readonly address: number;
  readonly place: PlaceOfCode | null;
}

/** The names of the person's files by their numbers, and what the opcodes mean. */
function readHeader(reader: Reader, fileNames: ReadonlySet<string>) {
  const end = reader.uint32() + reader.at;
  reader.uint16();
  const program = reader.uint32() + reader.at;
  reader.at += 3;
  const lineBase = reader.signedByte();
  const lineRange = reader.byte();
  const opcodeBase = reader.byte();
  const lengths = Array.from({ length: opcodeBase - 1 }, () => reader.byte());
  while (reader.text() !== "");
  const own = new Map<number, string>();
  for (let number = 1, name = reader.text(); name !== ""; number += 1, name = reader.text()) {
    for (let field = 0; field < 3; field += 1) reader.number();
    // What is included is called `./helper.h`.
    const plain = name.replace(/^\.\//, "");
    if (fileNames.has(plain)) own.set(number, plain);
  }
  reader.at = program;
  return { end, lineBase, lineRange, opcodeBase, lengths, own };
}

/** Runs the line programs of one unit; the machine and its opcodes are DWARF's. */
function readUnit(reader: Reader, fileNames: ReadonlySet<string>, rows: Row[]): void {
  const { end, lineBase, lineRange, opcodeBase, lengths, own } = readHeader(reader, fileNames);
  let address = 0;
  let file = 1;
  let line = 1;
  const emit = (): void => {
    const name = own.get(file);
    rows.push({ address, place: name !== undefined && line > 0 ? { file: name, line } : null });
  };
  const extended = (): void => {
    const next = reader.number() + reader.at;
    const opcode = reader.byte();
    if (opcode === SET_ADDRESS) address = reader.uint32();
    if (opcode === END_SEQUENCE) {
      rows.push({ address, place: null });
      [address, file, line] = [0, 1, 1];
    }
    reader.at = next;
  };
  while (reader.at < end) {
    const opcode = reader.byte();
    if (opcode >= opcodeBase) {
      address += Math.floor((opcode - opcodeBase) / lineRange);
      line += lineBase + ((opcode - opcodeBase) % lineRange);
      emit();
    } else if (opcode === 0) extended();
    else if (opcode === 1) emit();
    else if (opcode === 2) address += reader.number();
    else if (opcode === 3) line += reader.number(true);
    else if (opcode === 4) file = reader.number();
    else if (opcode === 8) address += Math.floor((255 - opcodeBase) / lineRange);
    else if (opcode === 9) address += reader.uint16();
    else for (let operand = lengths[opcode - 1] ?? 0; operand > 0; operand -= 1) reader.number();
  }
}

/** Reads the module's table of lines, where it has one. */
export function readLines(module: Uint8Array, fileNames: readonly string[]): LineOf {
  const names = new Set(fileNames);
  const rows: Row[] = [];
  let code = 0;
  for (const reader = new Reader(module, 8, module.length); reader.at < module.length; ) {
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (id === CODE) code = reader.at;
    if (id === CUSTOM && reader.sizedText() === ".debug_line") while (reader.at < end) readUnit(reader, names, rows);
    reader.at = end;
  }
  rows.sort((a, b) => a.address - b.address);
  return (offset) => {
    const next = rows.findIndex(({ address }) => address > offset - code);
    return rows[(next < 0 ? rows.length : next) - 1]?.place ?? undefined;
  };
}
