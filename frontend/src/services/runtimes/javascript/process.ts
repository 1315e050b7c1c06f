/** The few parts of Node's `process` that interview programs use. */
import EventEmitter from "events";
import type { Print } from "./console";
import type { ReadLine } from "./node/readline";
import { Stdin } from "./node/stdin";

export interface ProcessParts {
  readonly print: Print;
  readonly readLine: ReadLine;
  readonly fileName: string;
  /** Ends the program; does not return. */
  readonly exit: (code: number) => never;
}

const NANOSECONDS_PER_MS = 1e6;
const NANOSECONDS_PER_S = 1_000_000_000n;

export interface ProcessLike extends EventEmitter {
  exitCode: number | undefined;
}

export function makeProcess({ print, readLine, fileName, exit }: ProcessParts): ProcessLike {
  const startedAt = performance.now();
  const nanoseconds = (): bigint => BigInt(Math.round((performance.now() - startedAt) * NANOSECONDS_PER_MS));
  const pair = (): [number, number] => {
    const now = nanoseconds();
    return [Number(now / NANOSECONDS_PER_S), Number(now % NANOSECONDS_PER_S)];
  };
  const stream = (name: "stdout" | "stderr") => ({
    isTTY: false,
    write: (text: unknown): boolean => {
      print(name, String(text));
      return true;
    },
  });
  const process: ProcessLike = Object.assign(new EventEmitter(), {
    exitCode: undefined as number | undefined,
    argv: ["node", fileName],
    env: {},
    platform: "browser",
    stdin: new Stdin(readLine),
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    cwd: () => "/",
    hrtime: Object.assign(pair, { bigint: nanoseconds }),
    uptime: () => (performance.now() - startedAt) / 1000,
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    exit: (code?: unknown) => exit(Number(code ?? process.exitCode ?? 0)),
  });
  return process;
}
