/** A run is run again with what it has read, and compared by what it wrote. */
import { expect, test } from "vitest";
import { inputOf, isSameRun } from "./again";
import { startRun } from "./runs";
import type { OutputPiece, Run } from "./types";

const ada = { id: "p1", name: "Ada", color: "c1", role: "candidate" } as const;
const started = { type: "run_started", run: "r1", language: "python", text: "file/main.py", codeHash: "00" } as const;
const runWith = (stdin: string | null, ...output: readonly OutputPiece[]): Run => ({
  ...startRun({ ...started, stdin, runtime: null, files: [] }, ada, "2026-01-01T00:00:00Z"),
  output,
});
const typed: OutputPiece = { stream: "stdin", text: "typed\n" };
const out: OutputPiece = { stream: "stdout", text: "1\n" };
const prompt: OutputPiece = { stream: "prompt", text: ">>> x\n" };

test("[RA1] its input is what was prepared and then what was typed, but for what a prompt has read", () => {
  expect(inputOf(runWith("a\nb", out, typed, prompt, typed))).toBe("a\nb\ntyped\n");
  expect(inputOf(runWith("", typed))).toBe("typed\n");
  expect(inputOf(runWith(null, typed))).toBeNull();
});

test("the same is what was written to each stream, and how it ended; prompts are no part of it", () => {
  const run = runWith("", out, typed);
  expect(isSameRun(run, runWith("typed", out, prompt, out))).toBe(true);
  expect(isSameRun(run, runWith("", out, out))).toBe(false);
  expect(isSameRun(run, runWith("", { stream: "stderr", text: "1\n" }))).toBe(false);
  expect(isSameRun(run, { ...run, outcome: "failed" })).toBe(false);
});
