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

/** How V8 calls the program's own level where it is run as a script. */
const TOP_FRAME = /(\n\s+at )eval \(([^()\n]+:\d+:\d+)\)/g;

/** The same text without the stack lines of what runs the program. */
export const withoutForeignFrames = (text: string): string =>
  text.includes("\n") ? text.replace(FOREIGN_FRAME, "").replace(TOP_FRAME, "$1$2") : text;

/** What a program consists of, by the names of the files. */
export type Sources = ReadonlyMap<string, Source>;

interface PlaceInFile extends Place {
  readonly file: string;
}

const placesOf = (sources: Sources): RegExp => {
  const names = [...sources.keys()].map((name) => name.replaceAll(".", "\\."));
  return new RegExp(`((?:^|[\\s(@/]))(${names.join("|")}):(\\d+):(\\d+)`, "gm");
};

/** Leads every place that a text names back to what was written. */
const toOriginal = (text: string, sources: Sources): string =>
  text.replace(placesOf(sources), (whole, before: string, name: string, line: string, column: string) => {
    const place = sources.get(name)?.originalPlace({ line: Number(line), column: Number(column) });
    return place === undefined ? whole : `${before}${name}:${place.line}:${place.column}`;
  });

function placeInStack(stack: string, sources: Sources): PlaceInFile | null {
  const [found] = stack.matchAll(placesOf(sources));
  return found === undefined ? null : { file: found[2] ?? "", line: Number(found[3]), column: Number(found[4]) };
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

/** The file in which an error came up before anything of it ran, where its loader says so. */
function fileOf(error: Error, sources: Sources, main: string): string {
  const file: unknown = Reflect.get(error, "file");
  return typeof file === "string" && sources.has(file) ? file : main;
}

function placeOf(error: Error, stack: string, sources: Sources, main: string): PlaceInFile | null {
  const file = fileOf(error, sources, main);
  const source = sources.get(file);
  if (source !== undefined && error instanceof MissingModuleError && error.at !== null) {
    return { file, ...source.originalPlace(error.at) };
  }
  const inStack = placeInStack(stack, sources);
  if (source === undefined || !(error instanceof SyntaxError) || inStack?.file === file) return inStack;
  const found = placeOfSyntaxError(error, source);
  return found === null ? inStack : { file, ...found };
}

function excerpt(place: PlaceInFile, code: string): string {
  const line = code.split("\n")[place.line - 1] ?? "";
  return `${place.file}:${place.line}\n${line}\n${" ".repeat(Math.max(0, place.column - 1))}^\n\n`;
}

/** What an uncaught value looks like to the person whose code it came from. */
export function describeUncaught(thrown: unknown, main: Source, fileName: string, others: Sources = new Map()): Report {
  const sources: Sources = new Map([[fileName, main], ...others]);
  if (!(thrown instanceof Error)) {
    const oneLine = `Uncaught ${inspect(thrown)}`;
    return { text: `${oneLine}\n`, oneLine: oneLine.split("\n")[0] ?? "Uncaught" };
  }
  const place = placeOf(thrown, toOriginal(thrown.stack ?? "", sources), sources, fileName);
  const said = `${thrown.name}: ${thrown.message}`;
  const note = thrown instanceof MissingModuleError ? `${thrown.note}\n` : "";
  // An error without frames of its own is shown by `inspect` in brackets.
  const shown = toOriginal(withoutForeignFrames(inspect(thrown)), sources).replace(/^\[(.*)\]$/s, "$1");
  const text = `${place === null ? "" : excerpt(place, sources.get(place.file)?.code ?? "")}${shown}\n${note}`;
  const firstLine = said.split("\n")[0] ?? said;
  return { text, oneLine: place === null ? firstLine : `${firstLine} (${place.file}, line ${place.line})` };
}
