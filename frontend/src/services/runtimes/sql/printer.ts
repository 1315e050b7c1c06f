/** Prints what a query answers: as a table with borders, or bare, as the databases' own shells do. */

export type Value = string | number | bigint | boolean | null | Uint8Array;

/** Rows that are looked at before the first is drawn; later ones keep to these widths. */
const MEASURED_ROWS = 200;

export interface Style {
  /** False prints values with bars between them and nothing else. */
  aligned: boolean;
  headers: boolean;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function show(value: Value, none: string): string {
  if (value === null) return none;
  if (value instanceof Uint8Array) return `x'${hex(value)}'`;
  return String(value);
}

const isNumber = (value: Value): boolean => typeof value === "number" || typeof value === "bigint";
/** Characters, not UTF-16 units. */
const lengthOf = (text: string): number => [...text].length;
const onOneLine = (text: string): string => text.replace(/\r?\n/g, " ⏎ ");

const counted = (rows: number): string => (rows === 1 ? "1 row" : `${rows} rows`);

/** The answer of one query, row by row. */
export class RowPrinter {
  private count = 0;
  private waiting: Value[][] = [];
  private widths: number[] | null = null;
  private rightAligned: boolean[] = [];

  constructor(
    private readonly columns: readonly string[],
    private readonly style: Readonly<Style>,
    private readonly write: (text: string) => void,
    /** Which columns hold numbers, where the database says so; else the values tell. */
    private readonly numeric: readonly boolean[] | null = null,
  ) {
    if (!style.aligned && style.headers) write(`${columns.join("|")}\n`);
  }

  add(row: Value[]): void {
    this.count += 1;
    if (!this.style.aligned) this.write(`${row.map((value) => show(value, "")).join("|")}\n`);
    else if (this.widths !== null) this.write(this.draw(row, this.widths));
    else if (this.waiting.push(row) >= MEASURED_ROWS) this.begin();
  }

  end(): void {
    if (!this.style.aligned) return;
    const widths = this.widths ?? this.begin();
    this.write(`${this.rule(widths, "└", "┴", "┘")}(${counted(this.count)})\n`);
  }

  private begin(): number[] {
    const cells = this.waiting.map((row) => row.map((value) => onOneLine(show(value, "NULL"))));
    const widths = this.columns.map((name, at) =>
      cells.reduce((widest, row) => Math.max(widest, lengthOf(row[at] ?? "")), lengthOf(name)),
    );
    this.widths = widths;
    this.rightAligned = this.columns.map(
      (_, at) => this.numeric?.[at] ?? this.waiting.every((row) => row[at] === null || isNumber(row[at] ?? null)),
    );
    const head = this.style.headers ? this.draw([...this.columns], widths) + this.rule(widths, "├", "┼", "┤") : "";
    const body = this.waiting.map((row) => this.draw(row, widths)).join("");
    this.waiting = [];
    this.write(this.rule(widths, "┌", "┬", "┐") + head + body);
    return widths;
  }

  private rule(widths: readonly number[], left: string, middle: string, right: string): string {
    return `${left}${widths.map((width) => "─".repeat(width + 2)).join(middle)}${right}\n`;
  }

  private draw(row: readonly Value[], widths: readonly number[]): string {
    const cells = row.map((value, at) => {
      const text = onOneLine(show(value, "NULL"));
      const space = " ".repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(text)));
      const toTheRight = this.rightAligned[at] === true && (this.numeric !== null || typeof value !== "string");
      return toTheRight ? `${space}${text}` : `${text}${space}`;
    });
    return `│ ${cells.join(" │ ")} │\n`;
  }
}

/** What changed, in words. */
export const changed = (rows: number): string => `${counted(rows)} changed\n`;
