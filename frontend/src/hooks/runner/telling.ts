/** Tells the room what a run writes and shows, in its order: what somebody waits for at once, all else gathered. */
import type { Display } from "../../services/collab/displays";
import type { OutputChunk, Proposal } from "../../services/collab/types";
import type { OfferedDisplay, SvgDisplay } from "../../services/runtimes/displays";

/**
 * How long output is gathered before it is told to the room. Not what somebody waits for: a run's first words, and the first behind
 * a line that was typed.
 */
export const OUTPUT_BATCH_MS = 100;

/** What waits to be told: text, or a display, or one that is still being drawn. */
type Untold = OutputChunk | { display: Display | null };

/** Not what a person has typed in: the program's answer to that is still awaited. */
const isOfProgram = (piece: Untold): boolean =>
  !("text" in piece) || piece.stream === "stdout" || piece.stream === "stderr";

/** The surroundings of a {@link Telling}: the room, which cuts and keeps what it is told, and the clock. */
export interface TellingSurroundings {
  propose(proposal: Proposal): void;
  /** Makes a picture of a drawing. */
  draw(drawing: SvgDisplay): Promise<Display>;
  /** Calls back after `ms` milliseconds and returns how to cancel that. */
  schedule(callback: () => void, ms: number): () => void;
}

/** Calls back as soon as what calls this is through, so that what comes in one go is told in one. */
function behindThis(callback: () => void): () => void {
  let isWanted = true;
  queueMicrotask(() => {
    if (isWanted) callback();
  });
  return () => {
    isWanted = false;
  };
}

export class Telling {
  readonly #around: TellingSurroundings;
  #untold: Untold[] = [];
  #drawing: Promise<unknown> = Promise.resolve();
  #cancel: (() => void) | null = null;
  #isAwaited = true;

  constructor(around: TellingSurroundings) {
    this.#around = around;
  }

  /** Somebody waits for what the program writes next. */
  await(): void {
    this.#isAwaited = true;
  }

  /** Resolves when everything that was shown so far is drawn. */
  async drawn(): Promise<void> {
    await this.#drawing;
  }

  write(run: string, chunk: OutputChunk): void {
    const last = this.#untold.at(-1);
    if (last !== undefined && "text" in last && last.stream === chunk.stream) {
      this.#untold[this.#untold.length - 1] = { stream: chunk.stream, text: last.text + chunk.text };
    } else {
      this.#untold.push(chunk);
    }
    this.#tellSoon(run);
  }

  /** A drawing keeps its place: what follows it waits until it is drawn. */
  display(run: string, display: OfferedDisplay): void {
    if (display.kind !== "svg") this.#untold.push({ display });
    else {
      const place: Untold = { display: null };
      this.#untold.push(place);
      const drawn = this.#around.draw(display).catch((): Display => ({ kind: "dropped" }));
      const put = drawn.then((picture) => {
        place.display = picture;
        this.#tellSoon(run);
      });
      this.#drawing = Promise.all([this.#drawing, put]);
    }
    this.#tellSoon(run);
  }

  /** Tells at once what is untold, up to what is not drawn yet. */
  tell(run: string): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#untold.some(isOfProgram)) this.#isAwaited = false;
    let chunks: OutputChunk[] = [];
    const tellText = () => {
      if (chunks.length > 0) this.#around.propose({ type: "run_output", run, chunks });
      chunks = [];
    };
    for (let piece = this.#untold[0]; piece !== undefined; piece = this.#untold[0]) {
      if ("text" in piece) chunks.push(piece);
      else if (piece.display === null) break;
      else {
        tellText();
        this.#around.propose({ type: "run_display", run, display: piece.display });
      }
      this.#untold.shift();
    }
    tellText();
  }

  #tellSoon(run: string): void {
    const tell = () => this.tell(run);
    this.#cancel ??= this.#isAwaited ? behindThis(tell) : this.#around.schedule(tell, OUTPUT_BATCH_MS);
  }
}
