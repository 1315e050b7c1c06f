/** Says what a program threw, pointing at the person's own lines only. */
import { parse } from "acorn";
import { inspect } from "node-inspect-extracted";

/** A line (from 1) and a column (from 1) of the person's file. */
interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Report {
  /** For standard error, with its newline. */
  readonly text: string;
  readonly oneLine: string;
}

const FOREIGN_FRAME = /\n\s+at [^\n]*(?:blob:|data:|<anonymous>)[^\n]*/g;
const PACKAGES_NOTE = "Packages cannot be imported here; the language and the browser's own objects are there.";

/** The same text without the stack lines of what runs the program. */
export const withoutForeignFrames = (text: string): string =>
  text.includes("\n") ? text.replace(FOREIGN_FRAME, "") : text;

function placeInStack(error: Error, fileName: string): Place | null {
  const name = fileName.replaceAll(".", "\\.");
  const found = new RegExp(`(?:^|[\\s(@/])${name}:(\\d+):(\\d+)`, "m").exec(error.stack ?? "");
  return found === null ? null : { line: Number(found[1]), column: Number(found[2]) };
}

/** The engine does not say where a module's text is wrong; a parser does. */
function placeOfSyntaxError(code: string): Place | null {
  try {
    parse(code, { ecmaVersion: "latest", sourceType: "module" });
    return null;
  } catch (error) {
    const place = (error as { loc?: { line: number; column: number } }).loc;
    return place === undefined ? null : { line: place.line, column: place.column + 1 };
  }
}

function placeOfImport(code: string): Place | null {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  const start = program.body.find((statement) => statement.type === "ImportDeclaration")?.loc?.start;
  return start === undefined ? null : { line: start.line, column: start.column + 1 };
}

const isMissingModule = (error: Error): boolean =>
  error instanceof TypeError && /module specifier|dynamically imported module|importing a module/.test(error.message);

function placeOf(error: Error, code: string, fileName: string): Place | null {
  const place = placeInStack(error, fileName);
  if (place !== null) return place;
  if (error instanceof SyntaxError) return placeOfSyntaxError(code);
  return isMissingModule(error) ? placeOfImport(code) : null;
}

function excerpt(place: Place, code: string, fileName: string): string {
  const line = code.split("\n")[place.line - 1] ?? "";
  return `${fileName}:${place.line}\n${line}\n${" ".repeat(Math.max(0, place.column - 1))}^\n\n`;
}

/** What an uncaught value looks like to the person whose code it came from. */
export function describeUncaught(thrown: unknown, code: string, fileName: string): Report {
  if (!(thrown instanceof Error)) {
    const oneLine = `Uncaught ${inspect(thrown)}`;
    return { text: `${oneLine}\n`, oneLine: oneLine.split("\n")[0] ?? "Uncaught" };
  }
  const place = placeOf(thrown, code, fileName);
  const said = `${thrown.name}: ${thrown.message}`;
  const note = isMissingModule(thrown) ? `${PACKAGES_NOTE}\n` : "";
  // An error without frames of its own is shown by `inspect` in brackets.
  const shown = withoutForeignFrames(inspect(thrown)).replace(/^\[(.*)\]$/s, "$1");
  const text = `${place === null ? "" : excerpt(place, code, fileName)}${shown}\n${note}`;
  const firstLine = said.split("\n")[0] ?? said;
  return { text, oneLine: place === null ? firstLine : `${firstLine} (${fileName}, line ${place.line})` };
}
