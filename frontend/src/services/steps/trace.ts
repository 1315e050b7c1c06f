/** Reads the trace of a run (docs/protocol.md RD1), which is its author's word: bounded before it is unpacked. */
import { list, number, oneOf, type Reader, readJson, readRecord, ShapeError, string } from "../../api/shape";
import type { TraceDisplay } from "../collab/displays";

/** One call under way, as it stood. `name` is empty for a file itself. */
export interface Call {
  readonly name: string;
  /** Where it is, when that is not in the file that was run. */
  readonly file: string | null;
  readonly line: number;
  readonly variables: readonly (readonly [name: string, value: string])[];
}

/** What is so before a line runs: that of its newest call. */
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

/** The file that was run has no name here. Recorders of one file only, as there were, say nothing of files. */
const readFile = (files: readonly string[], index: unknown): string | null => {
  if (index === undefined || index === 0) return null;
  const name = files[number(index)];
  if (name === undefined) throw new ShapeError("A call names a file that is not there.");
  return name;
};

const readTraceJson: Reader<Trace> = (value) => {
  const record = readRecord(value);
  const files = record.files === undefined ? [] : list(string)(record.files);
  const readCall: Reader<Call> = (call) => {
    const [name, line, variables, file] = itemsOf(call, Array.isArray(call) && call.length === 3 ? 3 : 4);
    return {
      name: string(name),
      file: readFile(files, file),
      line: number(line),
      variables: list(readVariable)(variables),
    };
  };
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
