/** Reads the trace of a run (docs/protocol.md RD1), which is its author's word: bounded before it is unpacked. */
import { list, number, oneOf, type Reader, readJson, readRecord, ShapeError, string } from "../../api/shape";
import type { TraceDisplay } from "../collab/displays";

/** One call under way, as it stood. `name` is empty for the file itself. */
export interface Call {
  readonly name: string;
  readonly line: number;
  readonly variables: readonly (readonly [name: string, value: string])[];
}

/** What is so before a line runs. */
export interface Step {
  readonly line: number;
  /** The newest first. */
  readonly calls: readonly Call[];
  /** UTF-16 units that both streams have taken so far. */
  readonly written: number;
}

/** `end`: whether the run was recorded whole, or until there were too many steps, or too much to tell of them. */
export interface Trace {
  readonly steps: readonly Step[];
  readonly end: "finished" | "steps" | "size";
}

const MAX_UNPACKED_BYTES = 24 * 1024 * 1024;
const TOO_LARGE = "The steps take too much room.";

async function unpack(data: string): Promise<string> {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MAX_UNPACKED_BYTES) {
      await reader.cancel();
      throw new ShapeError(TOO_LARGE);
    }
    text += decoder.decode(value, { stream: true });
  }
}

const itemsOf = (value: unknown, count: number): readonly unknown[] => {
  if (!Array.isArray(value) || value.length !== count) throw new ShapeError(`Expected a list of ${count}.`);
  return value;
};

const readVariable: Reader<readonly [string, string]> = (value) => {
  const [name, said] = itemsOf(value, 2);
  return [string(name), string(said)];
};

const readCall: Reader<Call> = (value) => {
  const [name, line, variables] = itemsOf(value, 3);
  return { name: string(name), line: number(line), variables: list(readVariable)(variables) };
};

const readTraceJson: Reader<Trace> = (value) => {
  const record = readRecord(value);
  const calls = list(readCall)(record.frames);
  const callAt: Reader<Call> = (index) => {
    const call = calls[number(index)];
    if (call === undefined) throw new ShapeError("A step names a call that is not there.");
    return call;
  };
  const readStep: Reader<Step> = (step) => {
    const [line, indices, written] = itemsOf(step, 3);
    return { line: number(line), calls: list(callAt)(indices), written: number(written) };
  };
  return { steps: list(readStep)(record.steps), end: oneOf("finished", "steps", "size")(record.end) };
};

/**
 * The steps of a run.
 * @throws Error when it is not what a recorder writes.
 */
export async function readTrace(display: TraceDisplay): Promise<Trace> {
  const trace = readJson(await unpack(display.data), readTraceJson);
  if (trace.steps.length !== display.steps) throw new ShapeError("The trace has not the steps that it claims.");
  return trace;
}
