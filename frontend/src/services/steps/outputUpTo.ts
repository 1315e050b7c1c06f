/** What a run had written by one of its steps. */
import type { OutputPiece } from "../collab/types";

/** The output up to where both streams have taken so many UTF-16 units, a display counting as one. */
export function outputUpTo(output: readonly OutputPiece[], written: number): OutputPiece[] {
  const kept: OutputPiece[] = [];
  let left = written;
  for (const piece of output) {
    // What was typed in behind the last written letter belongs to what came after.
    if (left === 0) return kept;
    if (piece.stream === "display") left -= 1;
    else if (piece.stream !== "stdin") {
      if (piece.text.length > left) return [...kept, { ...piece, text: piece.text.slice(0, left) }];
      left -= piece.text.length;
    }
    kept.push(piece);
  }
  return kept;
}
