/** Running again what somebody has run: with the same input, and whether the same came of it. */
import type { OutputPiece, Run } from "./types";

/** What the program of a run brought, without what was evaluated behind its end. */
function ofProgram({ output }: Run): readonly OutputPiece[] {
  const at = output.findIndex(({ stream }) => stream === "prompt");
  return at === -1 ? output : output.slice(0, at);
}

function textOf(run: Run, ...streams: readonly string[]): string {
  return ofProgram(run)
    .map((piece) => ("text" in piece && streams.includes(piece.stream) ? piece.text : ""))
    .join("");
}

/** All that a run has read, as it would be prepared: its prepared input and what was typed; null where that was not kept. */
export function inputOf(run: Run): string | null {
  if (run.stdin === null) return null;
  const prepared = run.stdin === "" || run.stdin.endsWith("\n") ? run.stdin : `${run.stdin}\n`;
  return prepared + textOf(run, "stdin");
}

/** Whether two runs wrote the same and ended alike. */
export const isSameRun = (one: Run, other: Run): boolean =>
  one.outcome === other.outcome &&
  one.truncated === other.truncated &&
  ["stdout", "stderr"].every((stream) => textOf(one, stream) === textOf(other, stream));
