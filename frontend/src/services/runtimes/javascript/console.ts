/** The console of a program, printing as Node does: logs to standard output, warnings and errors to standard error. */
import { formatWithOptions, inspect } from "node-inspect-extracted";
import type { RuntimeStream } from "../contract";
import { withoutForeignFrames } from "./errors";
import { drawTable } from "./table";

const INDENT = "  ";

export type Print = (stream: RuntimeStream, text: string) => void;

/** The methods to lay over the browser's console. */
export function makeConsole(print: Print): Partial<Console> {
  const counts = new Map<string, number>();
  const clocks = new Map<string, number>();
  let indent = "";

  const line = (stream: RuntimeStream, ...values: unknown[]): void => {
    const text = withoutForeignFrames(formatWithOptions({}, ...values));
    print(stream, `${indent}${indent === "" ? text : text.replaceAll("\n", `\n${indent}`)}\n`);
  };
  const log = (...values: unknown[]): void => line("stdout", ...values);
  const error = (...values: unknown[]): void => line("stderr", ...values);
  const elapsed = (label: string): string | null => {
    const startedAt = clocks.get(label);
    if (startedAt !== undefined) return `${label}: ${(performance.now() - startedAt).toFixed(3)}ms`;
    error(`Warning: No such label '${label}' for console.time()`);
    return null;
  };
  const group = (...values: unknown[]): void => {
    if (values.length > 0) log(...values);
    indent += INDENT;
  };

  return {
    log,
    info: log,
    debug: log,
    error,
    warn: error,
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(INDENT.length);
    },
    dir: (value, options) => line("stdout", inspect(value, { customInspect: false, ...options })),
    dirxml: log,
    table: (table, columns) => {
      const drawn = drawTable(table, columns, (value) => inspect(value, { depth: 0 }));
      log(drawn ?? table);
    },
    assert: (condition, ...values) => {
      if (condition) return;
      if (values.length === 0) error("Assertion failed");
      else if (typeof values[0] === "string") error(`Assertion failed: ${values[0]}`, ...values.slice(1));
      else error("Assertion failed:", ...values);
    },
    count: (label = "default") => {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      log(`${label}: ${count}`);
    },
    countReset: (label = "default") => {
      counts.delete(label);
    },
    time: (label = "default") => {
      clocks.set(label, performance.now());
    },
    timeLog: (label = "default", ...values) => {
      const said = elapsed(label);
      if (said !== null) log(said, ...values);
    },
    timeEnd: (label = "default") => {
      const said = elapsed(label);
      if (said !== null) log(said);
      clocks.delete(label);
    },
    trace: (...values) => {
      const trace = new Error(formatWithOptions({}, ...values));
      trace.name = "Trace";
      error(trace.stack ?? trace.message);
    },
    clear: () => {},
  };
}
