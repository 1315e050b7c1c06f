/** `console.table` as Node draws it. */

const INDEX = "(index)";
const VALUES = "Values";

type Show = (value: unknown) => string;
type Row = { readonly index: string; readonly cells: ReadonlyMap<string, string> };

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function entriesOf(table: object): [string, unknown][] {
  if (table instanceof Map) return [...table.values()].map((value, at) => [String(at), value]);
  if (table instanceof Set) return [...table].map((value, at) => [String(at), value]);
  return Object.entries(table);
}

function readRow(index: string, value: unknown, only: readonly string[] | undefined, show: Show): Row {
  if (!isObject(value)) return { index, cells: new Map([[VALUES, show(value)]]) };
  const entries = Object.entries(value).filter(([key]) => only === undefined || only.includes(key));
  return { index, cells: new Map(entries.map(([key, cell]) => [key, show(cell)])) };
}

/** The table as text, without a newline at its end; null when there is nothing to draw a table of. */
export function drawTable(table: unknown, only: readonly string[] | undefined, show: Show): string | null {
  if (!isObject(table)) return null;
  const rows = entriesOf(table).map(([index, value]) => readRow(index, value, only, show));
  const keys = new Set(rows.flatMap((row) => [...row.cells.keys()]));
  const hasValues = keys.delete(VALUES);
  const columns = [...(only ?? keys), ...(hasValues ? [VALUES] : [])];
  const lines = [
    [INDEX, ...columns],
    ...rows.map((row) => [row.index, ...columns.map((column) => row.cells.get(column) ?? "")]),
  ];
  const widths = [INDEX, ...columns].map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)) + 2);
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width)).join(middle) + right;
  const draw = (line: readonly string[]): string =>
    `│${widths.map((width, at) => ` ${line[at] ?? ""}`.padEnd(width)).join("│")}│`;
  const [head = [], ...body] = lines;
  return [rule("┌", "┬", "┐"), draw(head), rule("├", "┼", "┤"), ...body.map(draw), rule("└", "┴", "┘")].join("\n");
}
