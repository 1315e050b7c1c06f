/** Finds the places in a program's error output that name a line of the person's own file. */

/** A piece of a text; `line` counts from 1 and is null where the piece names none. */
export interface Piece {
  readonly text: string;
  readonly line: number | null;
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** As Python's tracebacks, our one-line errors and most compilers write a place. */
function placesOf(fileName: string): RegExp {
  const name = escaped(fileName);
  const before = "(?<![\\w.-])";
  return new RegExp(`${before}(?:"${name}", line (\\d+)|${name}, line (\\d+)|${name}:(\\d+)(?::\\d+)?)`, "g");
}

/** The text in pieces, those that name a line of the file apart; joined they are the text. */
export function splitAtPlaces(text: string, fileName: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(placesOf(fileName))) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), line: null });
    pieces.push({ text: match[0], line: Number(match[1] ?? match[2] ?? match[3]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), line: null });
  return pieces;
}

/** Where an error says that it happened: the line it ends with, and what it says without that. Null where it names no line of the file. */
export function placeOf(error: string, fileName: string): { readonly line: number; readonly says: string } | null {
  const line = splitAtPlaces(error, fileName).findLast((piece) => piece.line !== null)?.line ?? null;
  return line === null ? null : { line, says: error.replace(/ \([^()]*, line \d+\)$/, "") };
}
