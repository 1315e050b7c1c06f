/** Says what a program threw, pointing at the person's own lines only. */
import { parse } from "acorn";
import { inspect } from "node-inspect-extracted";
import { MissingModuleError, type Place } from "./node/missing";

export type { Place };

/** A program as it was written and as it runs. */
export interface Source {
  readonly code: string;
  readonly compiled: string;
  /** From a place in what runs to the place in what was written. */
  readonly originalPlace: (place: Place) => Place;
}

export interface Report {
  /** For standard error, with its newline. */
  readonly text: string;
  readonly oneLine: string;
}

const FOREIGN_FRAME = /\n\s+at [^\n]*(?:blob:|data:|<anonymous>)[^\n]*/g;

/** The same text without the stack lines of what runs the program. */
export const withoutForeignFrames = (text: string): string =>
  text.includes("\n") ? text.replace(FOREIGN_FRAME, "") : text;

const placesOf = (fileName: string): RegExp =>
  new RegExp(`((?:^|[\\s(@/])${fileName.replaceAll(".", "\\.")}):(\\d+):(\\d+)`, "gm");

/** Leads every place that a text names back to what was written. */
const toOriginal = (text: string, { originalPlace }: Source, fileName: string): string =>
  text.replace(placesOf(fileName), (_, name: string, line: string, column: string) => {
    const place = originalPlace({ line: Number(line), column: Number(column) });
    return `${name}:${place.line}:${place.column}`;
  });

function placeInStack(stack: string, fileName: string): Place | null {
  const [found] = stack.matchAll(placesOf(fileName));
  return found === undefined ? null : { line: Number(found[2]), column: Number(found[3]) };
}

/** The engine does not say where a module's text is wrong; a parser does. */
function placeOfSyntaxError(error: Error, { compiled, originalPlace }: Source): Place | null {
  const known = (error as { loc?: Place }).loc;
  if (known !== undefined) return known;
  try {
    parse(compiled, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true });
    return null;
  } catch (found) {
    const place = (found as { loc?: { line: number; column: number } }).loc;
    return place === undefined ? null : originalPlace({ line: place.line, column: place.column + 1 });
  }
}

function placeOf(error: Error, stack: string, source: Source, fileName: string): Place | null {
  const place = placeInStack(stack, fileName);
  if (place !== null) return place;
  if (error instanceof MissingModuleError && error.at !== null) return source.originalPlace(error.at);
  return error instanceof SyntaxError ? placeOfSyntaxError(error, source) : null;
}

function excerpt(place: Place, code: string, fileName: string): string {
  const line = code.split("\n")[place.line - 1] ?? "";
  return `${fileName}:${place.line}\n${line}\n${" ".repeat(Math.max(0, place.column - 1))}^\n\n`;
}

/** What an uncaught value looks like to the person whose code it came from. */
export function describeUncaught(thrown: unknown, source: Source, fileName: string): Report {
  if (!(thrown instanceof Error)) {
    const oneLine = `Uncaught ${inspect(thrown)}`;
    return { text: `${oneLine}\n`, oneLine: oneLine.split("\n")[0] ?? "Uncaught" };
  }
  const place = placeOf(thrown, toOriginal(thrown.stack ?? "", source, fileName), source, fileName);
  const said = `${thrown.name}: ${thrown.message}`;
  const note = thrown instanceof MissingModuleError ? `${thrown.note}\n` : "";
  // An error without frames of its own is shown by `inspect` in brackets.
  const shown = toOriginal(withoutForeignFrames(inspect(thrown)), source, fileName).replace(/^\[(.*)\]$/s, "$1");
  const text = `${place === null ? "" : excerpt(place, source.code, fileName)}${shown}\n${note}`;
  const firstLine = said.split("\n")[0] ?? said;
  return { text, oneLine: place === null ? firstLine : `${firstLine} (${fileName}, line ${place.line})` };
}
