/** What every language's runtime promises; `runtimes.contract` in the browser tests holds each of them to it. */

import type { OfferedDisplay } from "./displays";

export type RuntimeStream = "stdout" | "stderr";

/**
 * What a run asks of its surroundings. Calls come in order; none comes after `run` has resolved or `stop` was called
 * and answered.
 */
export interface RunSink {
  /** Output as it comes, coalesced to at most about 20 calls a second, text already decoded. */
  write(stream: RuntimeStream, text: string): void;
  /** The code shows something beside text, behind what it has written. */
  display(display: OfferedDisplay): void;
  /** The code waits for a line of input; answer with {@link Execution.provideInput}. */
  needInput(): void;
  /** Output was cut because the run wrote more than the limit; the run goes on, the newest part is kept back. */
  truncated(): void;
}

/** How a run ended. `error` is one line for a person, `null` when it succeeded. `durationMs` counts from the code's first statement. */
export interface RunResult {
  readonly outcome: "succeeded" | "failed" | "stopped";
  readonly error: string | null;
  readonly durationMs: number;
  /** The most memory that the language's WebAssembly has had, where it can be told. */
  readonly peakMemoryBytes?: number;
  /** What a compiler made; a program's run makes nothing. */
  readonly product?: ArrayBuffer;
}

/** A file that a program finds beside itself. */
export interface RunFile {
  readonly name: string;
  readonly text: string;
}

export interface RunRequest {
  readonly code: string;
  /** The name that tracebacks show, for example `main.py`. */
  readonly fileName: string;
  /** The session's other files of the language, in the order of their names; none where it is left out. */
  readonly files?: readonly RunFile[];
  /** Lines prepared beforehand, read before the person is asked. */
  readonly stdin: string;
  /** Whether the steps of the run are wanted as a display, from a language that can tell them. */
  readonly withSteps?: boolean;
  /** Whether `code` is evaluated in the variables of the last run, see {@link Runtime.keepsVariables}. */
  readonly continues?: boolean;
}

/** One run under way. */
export interface Execution {
  readonly finished: Promise<RunResult>;
  /** Hands over one line without its newline; `null` is the end of input. */
  provideInput(line: string | null): void;
  /** Ends the run, by the gentlest way that works, within a second. Safe to call twice. */
  stop(): void;
}

export type RuntimeStatus =
  | { readonly kind: "cold" }
  | {
      readonly kind: "loading";
      readonly loadedBytes: number;
      readonly totalBytes: number | null;
      /** What of the language loads, such as the packages that a program imports; null: the language itself. */
      readonly part: string | null;
    }
  | { readonly kind: "ready" }
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly message: string };

/** A language in this browser. Code runs in a worker inside an opaque-origin frame; nothing of the page is within its reach. */
export interface Runtime {
  readonly language: string;
  status(): RuntimeStatus;
  subscribe(listener: () => void): () => void;
  /** Loads what is needed, so that the next run starts at once. Safe to call often. */
  warmUp(): Promise<void>;
  /**
   * Starts a run. Only one runs at a time.
   * @throws Error when one is already running.
   */
  run(request: RunRequest, sink: RunSink): Execution;
  /**
   * Makes beforehand what a run of this program will need, as far as the language has been loaded; nobody is told how it goes.
   * Absent where there is nothing to make.
   */
  prepare?(request: RunRequest): void;
  /** False where the browser gives no shared memory: input must be prepared, and Stop restarts the runtime. */
  readonly interactiveInput: boolean;
  /** Whether the variables of the last run are still there to go on with; absent where the language cannot. */
  keepsVariables?(): boolean;
  dispose(): void;
}

/** One line of the registry: what the page must know of a language before anything of it is loaded. */
export interface LanguageEntry {
  /** The server's word for it. */
  readonly id: string;
  readonly label: string;
  /** The entry file's name; its text is `file/` and this name. */
  readonly fileName: string;
  /** Bytes over the wire of the first run, for the page to announce; 0 where it does not run. */
  readonly downloadBytes: number;
  /** What runs it, with its version, for a run's record; absent where that is the browser itself. */
  readonly runtime?: string;
  /** Loads the runtime's own module, on first use only; null for a language that is highlighted and does not run. */
  readonly load: (() => Promise<Runtime>) | null;
  /** Whether it can tell the steps of a run. */
  readonly tellsSteps?: true;
  /** Whether a run shows a page, in the browser of whoever runs it; such a run reads no input. */
  readonly showsPage?: true;
}

/** From here on the size is said beforehand. */
const LARGE_BYTES = 2_000_000;
/** From here on nothing is loaded before somebody runs. */
const TOO_LARGE_TO_WARM_UP_BYTES = 8_000_000;

/** Whether a person may want to know the size before it is loaded. */
export const isLarge = (bytes: number): boolean => bytes >= LARGE_BYTES;

/** Whether the page may load the language by itself, before somebody runs. */
export const mayWarmUp = ({ load, downloadBytes }: LanguageEntry): boolean =>
  load !== null && downloadBytes < TOO_LARGE_TO_WARM_UP_BYTES;
