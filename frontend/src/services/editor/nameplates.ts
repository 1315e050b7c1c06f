/** Where the names of other people's carets stand: behind the text of a line, never on it. Pure; all in pixels. */

/** Between the end of a line's text, or another name, and a name. */
export const NAME_GAP_PX = 6;

/** One visual line: what its text and the names behind it take. */
export interface Row {
  readonly top: number;
  readonly bottom: number;
  /** Where its text ends; left of it no name may stand. */
  readonly end: number;
}

/** A caret whose name shall be shown. */
export interface NameRequest {
  readonly caret: number;
  readonly width: number;
  readonly row: Row;
  /** The lines above and below that are in sight; `null` where there is none. */
  readonly neighbours: readonly (Row | null)[];
}

/** A name's place. `isAttached`: directly at its caret, which stands at the end of the line. */
export interface NamePlace {
  readonly left: number;
  readonly row: Row;
  readonly isAttached: boolean;
}

/** What can be seen, from left to right. */
export interface Sight {
  readonly left: number;
  readonly right: number;
}

/**
 * A place for each name, in the order asked: behind its line; else on the line above or below, at the caret or further to
 * the right; `null` where there is no free place in sight. Names never overlap.
 */
export function placeNames(requests: readonly NameRequest[], sight: Sight): readonly (NamePlace | null)[] {
  const rows = new Ends();
  const places = requests.map((request) => behindItsLine(request, rows, sight));
  // Every line first keeps the room behind it for the carets that stand on it.
  return places.map((place, at) => {
    const request = requests[at];
    return place ?? (request === undefined ? null : besideItsLine(request, rows, sight));
  });
}

/** How far each line is taken, text and names. */
class Ends {
  readonly #taken: { readonly row: Row; end: number }[] = [];

  of(row: Row): number {
    return this.#find(row)?.end ?? row.end;
  }

  isFresh(row: Row): boolean {
    return this.#find(row) === undefined;
  }

  take(row: Row, end: number): void {
    const known = this.#find(row);
    if (known === undefined) this.#taken.push({ row, end });
    else known.end = end;
  }

  // The same line measured from two carets can differ by a fraction of a pixel.
  #find(row: Row) {
    const halfLine = (row.bottom - row.top) / 2;
    return this.#taken.find((known) => Math.abs(known.row.top - row.top) < halfLine);
  }
}

function behindItsLine({ caret, width, row }: NameRequest, rows: Ends, sight: Sight): NamePlace | null {
  const isAttached = rows.isFresh(row) && caret >= Math.max(row.end - 1, sight.left);
  const left = isAttached ? caret : Math.max(rows.of(row) + NAME_GAP_PX, sight.left);
  if (left + width > sight.right) return null;
  rows.take(row, left + width);
  return { left, row, isAttached };
}

function besideItsLine({ caret, width, neighbours }: NameRequest, rows: Ends, sight: Sight): NamePlace | null {
  if (caret < sight.left || caret > sight.right) return null;
  for (const row of neighbours) {
    if (row === null) continue;
    const least = rows.of(row) + NAME_GAP_PX;
    const left = Math.max(least, Math.min(caret, sight.right - width), sight.left);
    if (left + width > sight.right) continue;
    rows.take(row, left + width);
    return { left, row, isAttached: false };
  }
  return null;
}
