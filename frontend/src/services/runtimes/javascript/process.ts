/** The few parts of Node's `process` that interview programs use. */
import type { Print } from "./console";

export interface ProcessParts {
  readonly print: Print;
  readonly fileName: string;
  /** Ends the program; does not return. */
  readonly exit: (code: number) => never;
}

const NANOSECONDS_PER_MS = 1e6;

export interface ProcessLike {
  exitCode: number | undefined;
  [part: string]: unknown;
}

export function makeProcess({ print, fileName, exit }: ProcessParts): ProcessLike {
  const startedAt = performance.now();
  const nanoseconds = (): bigint => BigInt(Math.round((performance.now() - startedAt) * NANOSECONDS_PER_MS));
  const stream = (name: "stdout" | "stderr") => ({
    isTTY: false,
    write: (text: unknown): boolean => {
      print(name, String(text));
      return true;
    },
  });
  const process: ProcessLike = {
    exitCode: undefined,
    argv: ["node", fileName],
    env: {},
    platform: "browser",
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    cwd: () => "/",
    hrtime: { bigint: nanoseconds },
    uptime: () => (performance.now() - startedAt) / 1000,
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    exit: (code?: unknown) => exit(Number(code ?? process.exitCode ?? 0)),
  };
  return process;
}
