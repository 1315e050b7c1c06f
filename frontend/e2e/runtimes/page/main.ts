/** The page of the contract suite: runs scripts in real runtimes and writes down everything that happened. */
import type {
  RunFile,
  RunResult,
  Runtime,
  RuntimeStatus,
  RuntimeStream,
} from "../../../src/services/runtimes/contract";
import { drawSvg, type OfferedDisplay } from "../../../src/services/runtimes/displays";
import { findLanguage } from "../../../src/services/runtimes/registry";

/** One run and what its reader does meanwhile. */
export interface Script {
  readonly code: string;
  readonly stdin?: string;
  /** The session's other files of the language. */
  readonly files?: readonly RunFile[];
  /** What the reader answers, in order, whenever the code asks; null ends the input. */
  readonly answers?: readonly (string | null)[];
  /** Presses Stop when standard output contains this. */
  readonly stopAt?: string;
  /** Presses Stop so many milliseconds after Run, if the program still runs then. */
  readonly stopAfterMs?: number;
  /** Presses Stop when the output is cut. */
  readonly stopWhenTruncated?: boolean;
  /** Presses Stop when the code asks for input. */
  readonly stopWhenAsked?: boolean;
  /** Asks for the steps of the run. */
  readonly withSteps?: boolean;
  /** Evaluates the code in the variables of the last run. */
  readonly continues?: boolean;
}

export type Happening =
  | { readonly kind: "write"; readonly stream: RuntimeStream; readonly text: string; readonly at: number }
  | { readonly kind: "display"; readonly display: OfferedDisplay; readonly at: number }
  | { readonly kind: "needInput"; readonly at: number }
  | { readonly kind: "truncated"; readonly at: number };

export interface Recording {
  readonly result: RunResult;
  readonly stdout: string;
  readonly stderr: string;
  readonly happenings: readonly Happening[];
  /** Calls of the sink after the run had ended; must stay empty. */
  readonly late: readonly string[];
  /** What was loaded for this run, as the status named it. */
  readonly loading: readonly string[];
  /** From pressing Stop to the end of the run; null when Stop was not pressed. */
  readonly stopMs: number | null;
  /** The longest time in which the page drew no frame. */
  readonly longestFrameGapMs: number;
}

/** Where the suite's server takes reports. */
const REPORT_PATH = "/report";

class FrameWatch {
  longestGapMs = 0;
  private last = performance.now();
  private running = true;

  constructor() {
    const tick = (): void => {
      const now = performance.now();
      this.longestGapMs = Math.max(this.longestGapMs, now - this.last);
      this.last = now;
      if (this.running) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  stop(): number {
    this.running = false;
    return this.longestGapMs;
  }
}

const runtimes = new Map<string, Promise<Runtime>>();

function open(language: string): Promise<Runtime> {
  const known = runtimes.get(language);
  if (known !== undefined) return known;
  const entry = findLanguage(language);
  if (entry === undefined || entry.load === null) throw new Error(`No such language: ${language}`);
  const runtime = entry.load();
  runtimes.set(language, runtime);
  return runtime;
}

async function run(language: string, script: Script): Promise<Recording> {
  const runtime = await open(language);
  const fileName = findLanguage(language)?.fileName ?? "main";
  const happenings: Happening[] = [];
  const late: string[] = [];
  const answers = [...(script.answers ?? [])];
  const written = { stdout: "", stderr: "" };
  let stoppedAt: number | null = null;
  let ended = false;
  const stop = (): void => {
    if (stoppedAt !== null) return;
    stoppedAt = performance.now();
    execution.stop();
    execution.stop();
  };
  const note = (happening: Happening): void => {
    if (ended) late.push(happening.kind);
    else happenings.push(happening);
  };
  const frames = new FrameWatch();
  const loading = new Set<string>();
  const unsubscribe = runtime.subscribe(() => {
    const status = runtime.status();
    if (status.kind === "loading" && status.part !== null) loading.add(status.part);
  });
  const execution = runtime.run(
    {
      code: script.code,
      files: script.files ?? [],
      fileName,
      stdin: script.stdin ?? "",
      withSteps: script.withSteps ?? false,
      continues: script.continues ?? false,
    },
    {
      write(stream, text) {
        note({ kind: "write", stream, text, at: performance.now() });
        written[stream] += text;
        if (script.stopAt !== undefined && written.stdout.includes(script.stopAt)) stop();
      },
      display: (display) => note({ kind: "display", display, at: performance.now() }),
      needInput() {
        note({ kind: "needInput", at: performance.now() });
        if (script.stopWhenAsked === true) stop();
        else execution.provideInput(answers.shift() ?? null);
      },
      truncated() {
        note({ kind: "truncated", at: performance.now() });
        if (script.stopWhenTruncated === true) stop();
      },
    },
  );
  const timer = script.stopAfterMs === undefined ? undefined : setTimeout(stop, script.stopAfterMs);
  const result = await execution.finished;
  clearTimeout(timer);
  ended = true;
  unsubscribe();
  const stopMs = stoppedAt === null ? null : performance.now() - stoppedAt;
  return { result, ...written, happenings, late, loading: [...loading], stopMs, longestFrameGapMs: frames.stop() };
}

const lab = {
  run,
  prepare: async (language: string, code: string): Promise<void> =>
    (await open(language)).prepare?.({ code, fileName: findLanguage(language)?.fileName ?? "main", stdin: "" }),
  drawSvg,
  /** Runs one after another and posts each recording to the site. Answers at once. */
  runAndReport(language: string, programs: readonly string[]): void {
    const runAll = async (): Promise<void> => {
      for (const code of programs) {
        const body = JSON.stringify(await run(language, { code }));
        await fetch(REPORT_PATH, { method: "POST", body });
      }
    };
    void runAll();
  },
  keepsVariables: async (language: string): Promise<boolean | undefined> => (await open(language)).keepsVariables?.(),
  interactiveInput: async (language: string): Promise<boolean> => (await open(language)).interactiveInput,
  status: async (language: string): Promise<RuntimeStatus> => (await open(language)).status(),
  async warmUp(language: string): Promise<RuntimeStatus[]> {
    const runtime = await open(language);
    const seen: RuntimeStatus[] = [];
    const unsubscribe = runtime.subscribe(() => seen.push(runtime.status()));
    await runtime.warmUp();
    unsubscribe();
    return seen;
  },
  async dispose(language: string): Promise<void> {
    const runtime = await open(language);
    runtime.dispose();
    runtime.dispose();
    runtimes.delete(language);
  },
  frames: (): number => document.querySelectorAll("iframe").length,
};

export type Lab = typeof lab;

declare global {
  interface Window {
    lab: Lab;
  }
}

window.lab = lab;
