/** A run's output in blocks for the eye: a block ends where a line ends and the stream changes. */
import type { Display } from "../../services/collab/displays";
import type { OutputChunk, OutputPiece, OutputStream } from "../../services/collab/types";

export interface OutputBlock {
  /** Pieces that stand on the same lines: a question on stdout and the answer typed behind it. */
  readonly pieces: readonly OutputChunk[];
  /** Whether all of it is error output, so that the block as a whole is marked. */
  readonly isError: boolean;
}

/** Something that the run has shown, between what it wrote. */
export interface DisplayBlock {
  readonly display: Display;
}

function endsLine(chunk: OutputChunk | undefined): boolean {
  return chunk === undefined || chunk.text.endsWith("\n");
}

/** The pieces in order, grouped; neighbours of one stream are joined. */
export function intoBlocks(output: readonly OutputPiece[]): (OutputBlock | DisplayBlock)[] {
  const blocks: (OutputBlock | DisplayBlock)[] = [];
  let chunks: OutputChunk[] = [];
  const endText = () => {
    blocks.push(...groupChunks(chunks));
    chunks = [];
  };
  for (const piece of output) {
    if (piece.stream !== "display") chunks.push(piece);
    else {
      endText();
      blocks.push({ display: piece.display });
    }
  }
  endText();
  return blocks;
}

function groupChunks(output: readonly OutputChunk[]): OutputBlock[] {
  const groups: OutputChunk[][] = [];
  for (const chunk of output) {
    if (chunk.text === "") continue;
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last?.stream === chunk.stream) {
      group[group.length - 1] = { stream: chunk.stream, text: last.text + chunk.text };
    } else if (group !== undefined && !endsLine(last)) {
      group.push(chunk);
    } else {
      groups.push([chunk]);
    }
  }
  const isAll = (stream: OutputStream, pieces: readonly OutputChunk[]) => pieces.every((p) => p.stream === stream);
  return groups.map((pieces) => ({ pieces, isError: isAll("stderr", pieces) }));
}
