/** Node's `readline` over the lines that the person gives; waiting for one stands still, as `prompt` does. */
import EventEmitter from "events";
import type { Print } from "../console";

/** The next line, or null at the end of the input. */
export type ReadLine = () => string | null;

interface Options {
  readonly prompt?: string;
}

type Answer = (line: string) => void;

const isOptions = (value: unknown): value is Options => typeof value === "object" && value !== null;

/** One reader of lines: by question, by event or by iteration. */
export class Interface extends EventEmitter {
  private shownPrompt: string;
  private closed = false;
  private flowing = false;
  private paused = false;

  constructor(
    private readonly readLine: ReadLine,
    private readonly print: Print,
    options: unknown,
  ) {
    super();
    this.shownPrompt = (isOptions(options) ? options.prompt : undefined) ?? "> ";
    this.on("newListener", (event: string) => {
      if (event === "line") this.flow();
    });
  }

  question(query: string, second: Answer | object, third?: Answer): void {
    if (this.closed) throw new Error("readline was closed");
    this.askSoon(query, typeof second === "function" ? (second as Answer) : third);
  }

  /** What `readline/promises` answers: never settled once the input has ended, as in Node. */
  questionLater(query: string): Promise<string> {
    return new Promise((resolve) => this.askSoon(query, resolve));
  }

  prompt(): void {
    this.print("stdout", this.shownPrompt);
    this.flow();
  }

  setPrompt(prompt: string): void {
    this.shownPrompt = prompt;
  }

  getPrompt(): string {
    return this.shownPrompt;
  }

  write(text: unknown): void {
    this.print("stdout", String(text));
  }

  pause(): this {
    this.paused = true;
    return this;
  }

  resume(): this {
    this.paused = false;
    this.flow();
    return this;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.emit("close");
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    while (!this.closed) {
      const line = this.readLine();
      if (line === null) this.close();
      else yield line;
    }
  }

  private askSoon(query: string, answer: Answer | undefined): void {
    setTimeout(() => {
      if (query !== "") this.print("stdout", query);
      const line = this.readLine();
      if (line === null) this.close();
      else answer?.(line);
    }, 0);
  }

  /** Emits a line a turn while somebody listens. */
  private flow(): void {
    if (this.flowing) return;
    this.flowing = true;
    setTimeout(() => {
      this.flowing = false;
      if (this.closed || this.paused || this.listenerCount("line") === 0) return;
      const line = this.readLine();
      if (line === null) this.close();
      else {
        this.emit("line", line);
        this.flow();
      }
    }, 0);
  }
}

/** The modules `readline` and `readline/promises`. */
export function makeReadline(readLine: ReadLine, print: Print) {
  const createInterface = (options: unknown): Interface => new Interface(readLine, print, options);
  const createPromising = (options: unknown): Interface => {
    const made = createInterface(options);
    return Object.assign(made, { question: (query: string) => made.questionLater(query) });
  };
  const promises = { createInterface: createPromising, Interface };
  return { readline: { createInterface, Interface, promises, clearLine: () => true, cursorTo: () => true }, promises };
}
