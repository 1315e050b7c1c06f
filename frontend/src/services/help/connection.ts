/** A language server that runs in a worker of a sandbox, as the client's transport. */
import type { Transport } from "@codemirror/lsp-client";
import { type OpenFrame, openFrame } from "../runtimes/sandbox/frame";
import type { FrameNews, WorkerOrder } from "./boot";
import broker from "./frame.broker.ts?sandboxed";
import type { Server } from "./servers";

/** A worker that leaves a question unanswered for so long is dead: no event tells of one that ran out of memory. */
export const SILENCE_MS = 30_000;

type Hear = (message: string) => void;

export class Connection implements Transport {
  private readonly listeners = new Set<Hear>();
  /** The questions that are not answered yet, by their ids. */
  private readonly open = new Map<string, ReturnType<typeof setTimeout>>();
  private isOver = false;

  private constructor(
    private readonly frame: OpenFrame,
    private readonly port: MessagePort,
    private readonly onDeath: () => void,
  ) {
    frame.port.onmessage = ({ data }: MessageEvent<FrameNews>) => {
      if (data.kind === "died") this.die();
    };
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== "string") return;
      this.settle(data);
      for (const hear of this.listeners) hear(data);
    };
  }

  /** @param onDeath called once, when the worker is no more. @throws SandboxUnavailableError */
  static async open({ script, files }: Server, onDeath: () => void): Promise<Connection> {
    const frame = await openFrame(broker, "Sandbox for help while typing");
    const { port1, port2 } = new MessageChannel();
    const connection = new Connection(frame, port1, onDeath);
    const order: WorkerOrder = { kind: "start", script, boot: { kind: "serve", port: port2, files } };
    frame.port.postMessage(order, [port2, ...Object.values(files)]);
    return connection;
  }

  send(message: string): void {
    if (this.isOver) return;
    const id = QUESTION.exec(message)?.[1];
    if (id !== undefined)
      this.open.set(
        id,
        setTimeout(() => this.die(), SILENCE_MS),
      );
    this.port.postMessage(message);
  }

  subscribe(listener: Hear): void {
    this.listeners.add(listener);
  }

  unsubscribe(listener: Hear): void {
    this.listeners.delete(listener);
  }

  /** Ends the worker at once, and says nothing of it. Safe to call twice. */
  close(): void {
    this.isOver = true;
    for (const timer of this.open.values()) clearTimeout(timer);
    this.open.clear();
    this.listeners.clear();
    this.port.close();
    this.frame.remove();
  }

  private die(): void {
    if (this.isOver) return;
    this.close();
    this.onDeath();
  }

  private settle(message: string): void {
    const id = ANSWER.exec(message)?.[1];
    if (id === undefined) return;
    clearTimeout(this.open.get(id));
    this.open.delete(id);
  }
}

/** How both sides write them; to read a whole message twice would cost a key its time. */
const QUESTION = /^\{"jsonrpc":"2\.0","id":(\d+),"method"/;
const ANSWER = /^\{"jsonrpc":"2\.0","id":(\d+),"(?:result|error)"/;
