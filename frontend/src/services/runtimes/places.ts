/** Finds the places in a program's error output that name a line of one of the person's own files. */

/** A line of a file, counted from 1. */
export interface NamedPlace {
  readonly fileName: string;
  readonly line: number;
}

/** A piece of a text; `place` is null where the piece names none. */
export interface Piece {
  readonly text: string;
  readonly place: NamedPlace | null;
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** As Python's tracebacks, our one-line errors and most compilers write a place. */
function placesOf(fileNames: readonly string[]): RegExp {
  const name = `(${fileNames.map(escaped).join("|")})`;
  const before = "(?<![\\w.-])";
  return new RegExp(`${before}(?:"${name}", line (\\d+)|${name}, line (\\d+)|${name}:(\\d+)(?::\\d+)?)`, "g");
}

/** The text in pieces, those that name a line of a file apart; joined they are the text. */
export function splitAtPlaces(text: string, fileNames: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(placesOf(fileNames))) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), place: null });
    const fileName = match[1] ?? match[3] ?? match[5] ?? "";
    pieces.push({ text: match[0], place: { fileName, line: Number(match[2] ?? match[4] ?? match[6]) } });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), place: null });
  return pieces;
}

/** Where an error says that it happened: the line it ends with, and what it says without that. Null where it names no line of the file. */
export function placeOf(error: string, fileName: string): { readonly line: number; readonly says: string } | null {
  const line = splitAtPlaces(error, [fileName]).findLast(({ place }) => place !== null)?.place?.line ?? null;
  return line === null ? null : { line, says: error.replace(/ \([^()]*, line \d+\)$/, "") };
}
