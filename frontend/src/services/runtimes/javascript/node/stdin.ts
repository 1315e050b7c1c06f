/** `process.stdin`: what the person types, as a stream of lines. */
import EventEmitter from "events";
import type { ReadLine } from "./readline";

/** Emits `data` a line a turn and then `end`, once somebody listens. */
export class Stdin extends EventEmitter {
  readonly fd = 0;
  readonly isTTY = false;
  private flowing = false;
  private ended = false;

  constructor(private readonly readLine: ReadLine) {
    super();
    this.on("newListener", (event: string) => {
      if (event === "data" || event === "end") this.flow();
    });
  }

  setEncoding(): this {
    return this;
  }

  resume(): this {
    this.flow();
    return this;
  }

  pause(): this {
    return this;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (let line = this.readLine(); line !== null; line = this.readLine()) yield `${line}\n`;
  }

  private flow(): void {
    if (this.flowing || this.ended) return;
    this.flowing = true;
    setTimeout(() => {
      this.flowing = false;
      const line = this.readLine();
      if (line === null) {
        this.ended = true;
        this.emit("end");
        this.emit("close");
        return;
      }
      this.emit("data", `${line}\n`);
      this.flow();
    }, 0);
  }
}
