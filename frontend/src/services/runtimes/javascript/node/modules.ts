/** The modules of Node that a program may import or require. */
import EventEmitter from "events";
import { format, inspect } from "node-inspect-extracted";
import type { Print } from "../console";
import type { ProcessLike } from "../process";
import { AssertionError, assert } from "./assert";
import { makeReadline, type ReadLine } from "./readline";

/** What the modules are made of. */
export interface ModuleParts {
  readonly print: Print;
  readonly readLine: ReadLine;
  readonly process: ProcessLike;
  /** The session's other files, by name. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Modules by the name without `node:`. */
export type Modules = Pick<ReadonlyMap<string, object>, "get" | "has">;

/** Whether a module was written with `export`: then its default is a name among others. */
export const isEsModule = (module: object): boolean => Reflect.get(module, "__esModule") === true;

const INPUT_FILES = new Set<unknown>([0, "/dev/stdin"]);
const STREAMS: ReadonlyMap<unknown, "stdout" | "stderr"> = new Map<unknown, "stdout" | "stderr">([
  [1, "stdout"],
  [2, "stderr"],
  ["/dev/stdout", "stdout"],
  ["/dev/stderr", "stderr"],
]);

export const plainName = (specifier: string): string => specifier.replace(/^node:/, "");

function makeFiles({ print, readLine, files = new Map() }: ModuleParts): object {
  // What the program writes is there for this run, and for no `import`.
  const own = new Map<string, string>(files);
  const plainPath = (path: unknown): string => String(path).replace(/^\.?\//, "");
  const missing = (path: unknown): never => {
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: "ENOENT" });
  };
  const fileAt = (path: unknown): string | undefined => own.get(plainPath(path));
  const readFileSync = (path: unknown): string => {
    const known = fileAt(path);
    if (known !== undefined) return known;
    if (!INPUT_FILES.has(path)) missing(path);
    let text = "";
    for (let line = readLine(); line !== null; line = readLine()) text += `${line}\n`;
    return text;
  };
  const writeSync = (path: unknown, text: unknown): void => print(STREAMS.get(path) ?? missing(path), String(text));
  const existsSync = (path: unknown): boolean =>
    INPUT_FILES.has(path) || STREAMS.has(path) || fileAt(path) !== undefined;
  const put = (path: unknown, text: unknown, before: string): void => {
    const stream = STREAMS.get(path);
    if (stream !== undefined) print(stream, String(text));
    else if (typeof path !== "string" || plainPath(path).includes("/")) missing(path);
    else own.set(plainPath(path), before + String(text));
  };
  const writeFileSync = (path: unknown, text: unknown): void => put(path, text, "");
  const appendFileSync = (path: unknown, text: unknown): void => put(path, text, fileAt(path) ?? "");
  return { readFileSync, writeSync, writeFileSync, appendFileSync, existsSync };
}

type Continue = (error: unknown, value?: unknown) => void;

const promisify =
  (body: (...args: unknown[]) => void) =>
  (...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const done: Continue = (error, value) => (error ? reject(error) : resolve(value));
      body(...args, done);
    });

function isDeepStrictEqual(left: unknown, right: unknown): boolean {
  try {
    assert.deepStrictEqual(left, right);
    return true;
  } catch {
    return false;
  }
}

const later = (start: (callback: () => void, ms: number) => void, ms: number, value: unknown): Promise<unknown> =>
  new Promise((resolve) => start(() => resolve(value), ms));

/** Made once timers are counted, so that what waits in a module keeps the program alive. */
export function makeModules(parts: ModuleParts): Modules {
  const { readline, promises } = makeReadline(parts.readLine, parts.print);
  const { setTimeout, setInterval, clearTimeout, clearInterval, setImmediate, clearImmediate } = globalThis;
  return new Map<string, object>([
    ["assert", assert],
    ["assert/strict", assert.strict],
    ["console", globalThis.console],
    ["events", Object.assign(EventEmitter, { EventEmitter })],
    ["fs", makeFiles(parts)],
    ["os", { EOL: "\n", platform: () => "browser" }],
    ["perf_hooks", { performance: globalThis.performance }],
    ["process", parts.process],
    ["readline", readline],
    ["readline/promises", promises],
    ["timers", { setTimeout, setInterval, clearTimeout, clearInterval, setImmediate, clearImmediate }],
    [
      "timers/promises",
      {
        setTimeout: (ms = 0, value?: unknown) => later(setTimeout, ms, value),
        setImmediate: (value?: unknown) => later(setTimeout, 0, value),
      },
    ],
    ["url", { URL, URLSearchParams }],
    ["util", { inspect, format, promisify, isDeepStrictEqual, TextEncoder, TextDecoder, AssertionError }],
  ]);
}
