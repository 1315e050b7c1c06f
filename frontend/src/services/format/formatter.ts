/** Formats texts in a worker that is loaded when somebody first asks. Languages without a formatter are not in the list. */
import type { Progress } from "../runtimes/sandbox/assets";
import type { FormatAnswer, FormatOutcome, FormatRequest } from "./messages";

/** Starts the worker of a formatter and gives it what it needs. */
type Start = (onProgress: Progress) => Promise<Worker>;

const prettier: Start = async () =>
  new Worker(new URL("./prettier.worker.ts", import.meta.url), { type: "module", name: "prettier" });

const ruff: Start = async (onProgress) => {
  const { loadRuff } = await import("./ruff");
  return loadRuff(onProgress);
};

const gofmt: Start = async (onProgress) => {
  const { loadGofmt } = await import("./gofmt");
  return loadGofmt(onProgress);
};

/** By the language's id. */
const FORMATTERS: Readonly<Record<string, Start>> = {
  javascript: prettier,
  typescript: prettier,
  html: prettier,
  python: ruff,
  go: gofmt,
};

export const hasFormatter = (language: string): boolean => Object.hasOwn(FORMATTERS, language);

/** Thrown when a formatter cannot be loaded, or its worker ends. */
export class FormatterUnavailableError extends Error {
  override name = "FormatterUnavailableError";
}

interface Waiting {
  readonly resolve: (outcome: FormatOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** One formatter's worker. When it ends, the next request starts another. */
class FormatterWorker {
  private worker: Promise<Worker> | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  constructor(private readonly start: Start) {}

  async load(onProgress: Progress): Promise<void> {
    await this.get(onProgress);
  }

  async format(request: Omit<FormatRequest, "id">): Promise<FormatOutcome> {
    const worker = await this.get(() => undefined);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id } satisfies FormatRequest);
    });
  }

  dispose(): void {
    this.end("The room was left.");
  }

  private get(onProgress: Progress): Promise<Worker> {
    this.worker ??= this.launch(onProgress);
    return this.worker;
  }

  private async launch(onProgress: Progress): Promise<Worker> {
    try {
      const worker = await this.start(onProgress);
      worker.onmessage = ({ data: { id, outcome } }: MessageEvent<FormatAnswer>) => {
        this.waiting.get(id)?.resolve(outcome);
        this.waiting.delete(id);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.end("The formatter's worker ended.");
      };
      return worker;
    } catch (error) {
      this.worker = null;
      throw new FormatterUnavailableError("The formatter could not be loaded.", { cause: error });
    }
  }

  private end(reason: string): void {
    void this.worker?.then(
      (worker) => worker.terminate(),
      () => undefined,
    );
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new FormatterUnavailableError(reason));
    this.waiting.clear();
  }
}

/** The formatters of one room, each started once. */
export class Formatter {
  private readonly workers = new Map<Start, FormatterWorker>();

  /** @throws FormatterUnavailableError */
  async load(language: string, onProgress: Progress): Promise<void> {
    await this.workerOf(language).load(onProgress);
  }

  /** @throws FormatterUnavailableError */
  format(language: string, request: Omit<FormatRequest, "id">): Promise<FormatOutcome> {
    return this.workerOf(language).format(request);
  }

  /** Ends the workers; another call starts them anew. */
  dispose(): void {
    for (const worker of this.workers.values()) worker.dispose();
    this.workers.clear();
  }

  private workerOf(language: string): FormatterWorker {
    const start = FORMATTERS[language];
    if (start === undefined) throw new FormatterUnavailableError(`There is no formatter for "${language}".`);
    const worker = this.workers.get(start) ?? new FormatterWorker(start);
    this.workers.set(start, worker);
    return worker;
  }
}
