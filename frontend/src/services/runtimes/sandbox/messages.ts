/** What page, broker and worker say to each other, each over a message port of its own. */
import type { RunRequest, RunResult } from "../contract";
import { MAX_DISPLAY_LENGTH } from "./limits";

/** Bytes and texts a language's worker needs to boot, by name. They reach the worker as they are. */
export type BootAssets = Readonly<Record<string, ArrayBuffer | string>>;

/** The same as a worker gets it: what its recipe calls a module may be compiled already. */
export type WorkerAssets = Readonly<Record<string, ArrayBuffer | string | WebAssembly.Module>>;

/** What the broker must know of a language. */
export interface WorkerRecipe {
  /** A classic script, whole. */
  readonly source: string;
  /** A new worker for each run, the next one made ready beforehand, and another frame beside a run that goes on. */
  readonly workerPerRun: boolean;
  /** Whether the worker can end a run by itself when asked; if not, Stop removes the frame at once. */
  readonly interruptible: boolean;
  /** Names of assets that are WebAssembly: compiled once a frame, for all its workers. See `takeModule`. */
  readonly modules?: readonly string[];
}

export type PageToBroker =
  /** The bytes from `at` of an asset that is too long for one message; `boot` comes behind the last of them. */
  | {
      readonly kind: "piece";
      readonly name: string;
      readonly bytes: ArrayBuffer;
      readonly at: number;
      readonly length: number;
    }
  | { readonly kind: "boot"; readonly recipe: WorkerRecipe; readonly assets: BootAssets }
  /** `parts`: what this program needs beyond what the worker has booted with. */
  | { readonly kind: "run"; readonly request: RunRequest; readonly parts: BootAssets }
  | { readonly kind: "input"; readonly line: string | null }
  | { readonly kind: "stop" }
  | { readonly kind: "ping" };

export type BrokerToPage =
  | { readonly kind: "hello" }
  | { readonly kind: "booted"; readonly interactiveInput: boolean }
  | { readonly kind: "bootFailed"; readonly message: string }
  /** Text and stream marks as `tape.ts` writes them. */
  | { readonly kind: "output"; readonly bytes: Uint8Array }
  | { readonly kind: "truncated" }
  /** An {@link OfferedDisplay} as JSON. */
  | { readonly kind: "display"; readonly json: string }
  | { readonly kind: "needInput" }
  | ({ readonly kind: "finished"; readonly renew: boolean } & RunResult)
  /** The run did not end when it was asked to; only removing the frame helps. */
  | { readonly kind: "stuck" }
  | { readonly kind: "pong" };

export type BrokerToWorker =
  | { readonly kind: "boot"; readonly assets: WorkerAssets; readonly block: SharedArrayBuffer | null }
  | { readonly kind: "run"; readonly request: RunRequest; readonly parts: BootAssets }
  | { readonly kind: "interrupt" };

export type WorkerToBroker =
  | { readonly kind: "hello" }
  | { readonly kind: "booted" }
  | { readonly kind: "bootFailed"; readonly message: string }
  /** There is more on the shared tape, up to `headLength` at least, or, without shared memory, here are the bytes. */
  | { readonly kind: "output"; readonly bytes: Uint8Array; readonly headLength: null }
  | { readonly kind: "output"; readonly bytes: null; readonly headLength: number }
  | { readonly kind: "truncated" }
  /** `headLength`: how much of the shared head was written before; null without shared memory. */
  | { readonly kind: "display"; readonly json: string; readonly headLength: number | null }
  | { readonly kind: "needInput" }
  /** `renew`: this worker is not fit for another run. */
  | ({ readonly kind: "finished"; readonly renew: boolean } & RunResult);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const OUTCOMES = new Set<unknown>(["succeeded", "failed", "stopped"] satisfies RunResult["outcome"][]);

const isFinished = (message: Record<string, unknown>): boolean =>
  OUTCOMES.has(message.outcome) &&
  (message.error === null || typeof message.error === "string") &&
  typeof message.durationMs === "number" &&
  typeof message.renew === "boolean" &&
  (message.peakMemoryBytes === undefined || typeof message.peakMemoryBytes === "number") &&
  (message.product === undefined || message.product instanceof ArrayBuffer);

/** Whether a message that came out of the sandbox has the shape it claims. What is inside stays the stranger's word. */
export function isBrokerMessage(message: unknown): message is BrokerToPage {
  if (!isRecord(message)) return false;
  switch (message.kind) {
    case "hello":
    case "truncated":
    case "needInput":
    case "stuck":
    case "pong":
      return true;
    case "booted":
      return typeof message.interactiveInput === "boolean";
    case "bootFailed":
      return typeof message.message === "string";
    case "display":
      return typeof message.json === "string" && message.json.length <= MAX_DISPLAY_LENGTH;
    case "output":
      return message.bytes instanceof Uint8Array;
    case "finished":
      return isFinished(message);
    default:
      return false;
  }
}
