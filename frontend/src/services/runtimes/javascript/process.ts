/** The few parts of Node's `process` that interview programs use. */
import EventEmitter from "events";
import type { Print } from "./console";
import type { ReadLine } from "./node/readline";
import { Stdin } from "./node/stdin";

export interface ProcessParts {
  readonly print: Print;
  readonly readLine: ReadLine;
  /** When the program began, by `performance.now()`. */
  readonly startedAt: () => number;
  /** Ends the program; does not return. */
  readonly exit: (code: number) => never;
}

const NANOSECONDS_PER_MS = 1e6;
const NANOSECONDS_PER_S = 1_000_000_000n;

export interface ProcessLike extends EventEmitter {
  exitCode: number | undefined;
  argv: string[];
}

export function makeProcess({ print, readLine, startedAt, exit }: ProcessParts): ProcessLike {
  const elapsedMs = (): number => performance.now() - startedAt();
  const nanoseconds = (): bigint => BigInt(Math.round(elapsedMs() * NANOSECONDS_PER_MS));
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
    argv: ["node"],
    env: {},
    platform: "browser",
    stdin: new Stdin(readLine),
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    cwd: () => "/",
    hrtime: Object.assign(pair, { bigint: nanoseconds }),
    uptime: () => elapsedMs() / 1000,
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => callback(...args)),
    exit: (code?: unknown) => exit(Number(code ?? process.exitCode ?? 0)),
  });
  return process;
}
