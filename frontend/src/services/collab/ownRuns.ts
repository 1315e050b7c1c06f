/**
 * The runs of this page, and how much of each the server knows. Nothing is queued: after a reconnect `welcome` tells what
 * arrived, and the rest is told anew, in order.
 */
import type { Display } from "./displays";
import { addDisplay, addOutput, hasPrompt, MAX_RUNS, type RunProposal, startRun, utf8Length } from "./runs";
import type { OutputChunk, OutputPiece, Participant, Run } from "./types";

/** UTF-8 bytes of output in one event (docs/protocol.md, section 8). */
export const MAX_EVENT_OUTPUT_BYTES = 16 * 1024;
const DISPLAY_LENGTH = 1;
const MAX_EVENT_CHUNKS = 500;
const MAX_ERROR_LENGTH = 2_000;
/** As the server bounds it (docs/protocol.md RA3). */
const MAX_MEMORY_BYTES = 2 ** 40;
const MAX_DURATION_MS = 24 * 3_600 * 1_000;

interface OwnRun {
  run: Run;
  /** What the server has been told on this connection, or says in `welcome` that it knows. */
  told: { readonly started: boolean; readonly length: number; readonly finished: boolean };
  /** The number of the frame that told the last of it, on this connection; null before the run has ended. */
  lastFrame: number | null;
}

const NOTHING = { started: false, length: 0, finished: false };

export class OwnRuns {
  readonly #runs = new Map<string, OwnRun>();

  /** This page's runs that the server may not know whole, oldest first. */
  get runs(): readonly Run[] {
    return [...this.#runs.values()].map((own) => own.run);
  }

  /** The server's runs; of our own the newer version is the one of this page. */
  over(theirs: readonly Run[]): readonly Run[] {
    const own = this.runs;
    if (own.length === 0) return theirs;
    const shown = theirs.map((run) => own.find((mine) => mine.id === run.id) ?? run);
    return [...shown, ...own.filter((mine) => !shown.includes(mine))].slice(-MAX_RUNS);
  }

  /** Takes what this page says of a run. `outputLimit` is in UTF-8 bytes, `theirs` the runs that the server knows. */
  take(
    proposal: RunProposal,
    by: Participant,
    startedAt: string,
    outputLimit: number,
    theirs: readonly Run[] = [],
  ): void {
    if (proposal.type === "run_started") {
      this.#runs.set(proposal.run, { run: startRun(proposal, by, startedAt), told: NOTHING, lastFrame: null });
      for (const id of [...this.#runs.keys()].slice(0, -MAX_RUNS)) this.#runs.delete(id);
      return;
    }
    const own = this.#runs.get(proposal.run) ?? this.#takeUp(proposal, theirs);
    if (own === undefined || (own.run.outcome !== "running" && !goesOn(own.run, proposal))) return;
    own.lastFrame = null;
    if (proposal.type === "run_output") {
      // The server refuses half characters, which code can print.
      const chunks = proposal.chunks.map(({ stream, text }) => ({ stream, text: text.toWellFormed() }));
      own.run = addOutput(own.run, chunks, outputLimit);
      return;
    }
    if (proposal.type === "run_display") {
      own.run = addDisplay(own.run, proposal.display);
      return;
    }
    own.run = {
      ...own.run,
      outcome: proposal.outcome,
      durationMs: Math.min(Math.max(proposal.durationMs, 0), MAX_DURATION_MS),
      error: proposal.error?.slice(0, MAX_ERROR_LENGTH).toWellFormed() ?? null,
      peakMemoryBytes: memoryOf(proposal.peakMemoryBytes ?? null),
    };
  }

  /** What the server does not know yet, in order. `send` returns the number of the frame. */
  tell(send: (proposal: RunProposal) => number): void {
    for (const own of this.#runs.values()) {
      const {
        id,
        language,
        text,
        codeHash,
        stdin,
        runtime,
        files,
        output,
        outcome,
        durationMs,
        error,
        peakMemoryBytes,
      } = own.run;
      if (!own.told.started) send({ type: "run_started", run: id, language, text, codeHash, stdin, runtime, files });
      const [program, prompts] = atFirstPrompt(output);
      let frame: number | null = null;
      for (const told of events(program, own.told.length)) frame = send({ run: id, ...told });
      const isOver = outcome === "succeeded" || outcome === "failed" || outcome === "stopped";
      if (isOver && !own.told.finished) {
        frame = send({ type: "run_finished", run: id, outcome, durationMs: durationMs ?? 0, error, peakMemoryBytes });
      }
      const behind = Math.max(0, own.told.length - lengthOf(program));
      for (const told of events(prompts, behind)) frame = send({ run: id, ...told });
      if (isOver && frame !== null) own.lastFrame = frame;
      own.told = { started: true, length: Math.max(own.told.length, lengthOf(output)), finished: isOver };
    }
  }

  /** A run that has ended and is known whole: its author goes on behind it. */
  #takeUp(proposal: RunProposal, theirs: readonly Run[]): OwnRun | undefined {
    const run = theirs.find(({ id }) => id === proposal.run);
    if (run === undefined || !goesOn(run, proposal)) return undefined;
    const own: OwnRun = { run, told: { started: true, length: lengthOf(run.output), finished: true }, lastFrame: null };
    this.#runs.set(run.id, own);
    return own;
  }

  /** A new connection: `welcome` says which runs the server knows, and how far. */
  compare(known: readonly Run[]): void {
    for (const [id, own] of this.#runs) {
      const theirs = known.find((run) => run.id === id);
      own.lastFrame = null;
      if (theirs === undefined) own.told = NOTHING;
      else {
        const length = theirs.truncated ? Number.POSITIVE_INFINITY : lengthOf(theirs.output);
        own.told = { started: true, length, finished: theirs.outcome !== "running" && theirs.outcome !== "lost" };
      }
      if (isWhole(own)) this.#runs.delete(id);
    }
  }

  /** The server has saved so many frames of this connection: what it has whole need not be kept here. */
  forgetSaved(count: number): void {
    for (const [id, own] of this.#runs) {
      if (own.lastFrame !== null && own.lastFrame <= count && isWhole(own)) this.#runs.delete(id);
    }
  }
}

/** Whether the server has been told all that there is so far. */
const isWhole = ({ run, told }: OwnRun): boolean => told.finished && told.length >= lengthOf(run.output);

/** Whether this may come behind a run's end: what was evaluated in its variables, and what that brought (RC1). */
function goesOn(run: Run, proposal: RunProposal): boolean {
  if (run.outcome === "running" || run.outcome === "lost" || proposal.type === "run_finished") return false;
  return hasPrompt(run.output) || (proposal.type === "run_output" && hasPrompt(proposal.chunks));
}

/** What the program brought, and what was evaluated behind it. */
function atFirstPrompt(output: readonly OutputPiece[]): [readonly OutputPiece[], readonly OutputPiece[]] {
  const at = output.findIndex(({ stream }) => stream === "prompt");
  return at === -1 ? [output, []] : [output.slice(0, at), output.slice(at)];
}

type Told =
  | { readonly type: "run_output"; readonly chunks: readonly OutputChunk[] }
  | { readonly type: "run_display"; readonly display: Display };

/** The output behind the first `skip` units of length, cut into events that the server accepts. */
function* events(output: readonly OutputPiece[], skip: number): Generator<Told> {
  let chunks: OutputChunk[] = [];
  let bytes = 0;
  function* flush(): Generator<Told> {
    if (chunks.length > 0) yield { type: "run_output", chunks };
    chunks = [];
    bytes = 0;
  }
  for (const piece of output) {
    const from = Math.min(skip, lengthOf([piece]));
    skip -= from;
    if (piece.stream === "display") {
      if (from > 0) continue;
      yield* flush();
      yield { type: "run_display", display: piece.display };
      continue;
    }
    for (const text of pieces(piece.text.slice(from))) {
      const size = utf8Length(text);
      if (bytes + size > MAX_EVENT_OUTPUT_BYTES || chunks.length === MAX_EVENT_CHUNKS) yield* flush();
      chunks.push({ stream: piece.stream, text });
      bytes += size;
    }
  }
  yield* flush();
}

/** Cuts a text so that no piece passes an event's bytes, never within a character. */
function* pieces(text: string): Generator<string> {
  // A UTF-16 unit is at most three bytes of UTF-8.
  const longest = Math.floor(MAX_EVENT_OUTPUT_BYTES / 3);
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + longest, text.length);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}

/** How far a run is told: each UTF-16 unit of text counts, and a display like one of them. */
function lengthOf(output: readonly OutputPiece[]): number {
  return output.reduce((length, piece) => length + ("text" in piece ? piece.text.length : DISPLAY_LENGTH), 0);
}

/** What a program says of its memory is as untrusted as the rest of it. */
function memoryOf(bytes: number | null): number | null {
  return bytes === null || !Number.isFinite(bytes) ? null : Math.min(Math.max(Math.round(bytes), 0), MAX_MEMORY_BYTES);
}
