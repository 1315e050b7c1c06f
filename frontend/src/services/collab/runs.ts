/** Runs as they are folded from events: immutable, output coalesced by stream and bounded. */
import type { Display } from "./displays";
import type { OutputChunk, OutputPiece, Participant, Proposal, Run } from "./types";
import type { RoomEvent } from "./wireShapes";

/** Runs that are shown; the server tells as many (docs/protocol.md EV4). */
export const MAX_RUNS = 20;

export type RunProposal = Extract<Proposal, { type: `run_${string}` }>;
export type RunEvent = Extract<RoomEvent, { type: `run_${string}` | "stepped" }>;

/** A run that has just started. `startedAt` is ISO 8601. */
export function startRun(event: Extract<RunEvent, { type: "run_started" }>, by: Participant, startedAt: string): Run {
  const { run: id, language, text, codeHash, stdin, runtime, files } = event;
  return {
    id,
    by,
    language,
    text,
    codeHash,
    startedAt,
    output: [],
    truncated: false,
    outcome: "running",
    durationMs: null,
    error: null,
    peakMemoryBytes: null,
    step: null,
    stdin,
    runtime,
    files,
  };
}

/** Adds output up to `limit` UTF-8 bytes in all; the rest is dropped and the run marked truncated. */
export function addOutput(run: Run, chunks: readonly OutputChunk[], limit: number): Run {
  if (run.truncated) return run;
  const output = [...run.output];
  let room = limit - output.reduce((bytes, piece) => bytes + ("text" in piece ? utf8Length(piece.text) : 0), 0);
  for (const chunk of chunks) {
    const size = utf8Length(chunk.text);
    const text = size <= room ? chunk.text : sliceUtf8(chunk.text, room);
    if (text !== "") append(output, { stream: chunk.stream, text });
    if (size > room) return { ...run, output, truncated: true };
    room -= size;
  }
  return { ...run, output };
}

/** Adds what a run shows behind what it has written. */
export function addDisplay(run: Run, display: Display): Run {
  return { ...run, output: [...run.output, { stream: "display", display }] };
}

/** The runs after one event of the log, oldest first. `by` is `null` where the author is not known: then nothing starts. */
export function foldRun(
  runs: readonly Run[],
  event: RunEvent,
  by: Participant | null,
  at: string,
  limit: number,
): readonly Run[] {
  if (event.type === "run_started") {
    if (by === null || runs.some((run) => run.id === event.run)) return runs;
    return [...runs, startRun(event, by, at)].slice(-MAX_RUNS);
  }
  return runs.map((run) => (run.id === event.run ? continueRun(run, event, limit) : run));
}

/** A participant has left: what it has not finished is lost (docs/protocol.md EV3). */
export function loseRuns(runs: readonly Run[], participantId: string): readonly Run[] {
  const isLost = (run: Run) => run.outcome === "running" && run.by.id === participantId;
  return runs.some(isLost) ? runs.map((run) => (isLost(run) ? { ...run, outcome: "lost" as const } : run)) : runs;
}

/** Length of the text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of its four bytes; a lone half becomes U+FFFD, three bytes.
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isPairAt(text, at) || isPairAt(text, at - 1)) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}

/** The longest beginning of `text` that has at most `limit` UTF-8 bytes and does not end within a character. */
export function sliceUtf8(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function continueRun(run: Run, event: Exclude<RunEvent, { type: "run_started" }>, limit: number): Run {
  if (event.type === "run_finished") {
    const { outcome, durationMs, error, peakMemoryBytes } = event;
    return { ...run, outcome, durationMs, error, peakMemoryBytes };
  }
  if (event.type === "stepped") return { ...run, step: event.step };
  // Output after `lost` shows that the author is back.
  const outcome = run.outcome === "lost" ? "running" : run.outcome;
  if (event.type === "run_display") return { ...addDisplay(run, event.display), outcome };
  const added = addOutput(run, event.chunks, limit);
  return { ...added, outcome, truncated: added.truncated || event.truncated };
}

/** Whether somebody has evaluated something in the run's variables, behind its end (docs/protocol.md RC1). */
export const hasPrompt = (output: readonly OutputPiece[]): boolean => output.some(({ stream }) => stream === "prompt");

function append(output: OutputPiece[], chunk: OutputChunk): void {
  const last = output.at(-1);
  if (last !== undefined && last.stream !== "display" && last.stream === chunk.stream)
    output[output.length - 1] = { ...chunk, text: last.text + chunk.text };
  else output.push(chunk);
}

function isPairAt(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}
