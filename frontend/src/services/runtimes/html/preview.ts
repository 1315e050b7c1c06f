/**
 * Lives in the preview's frame: shows the page that somebody wrote, and tells the room what it prints and throws.
 *
 * The page shares this document and may replace any of its functions. So those that touch the port were taken before.
 */
import { inspect } from "node-inspect-extracted";
import type { RunRequest, RuntimeStream } from "../contract";
import { makeConsole } from "../javascript/console";
import { withoutForeignFrames } from "../javascript/errors";
import { Liveness } from "../javascript/liveness";
import { Host } from "../sandbox/worker";
import { confine } from "./confine";
import { Waiting } from "./liveness";
import { makeLoopGuard } from "./loopGuard";
import { GUARD } from "./loops";
import { MAX_TITLE_LENGTH, type PreviewToPage } from "./messages";

/** Given by the frame document's own script, see `public/sandbox/preview.html`. */
declare const pagePort: MessagePort;

const send: (message: PreviewToPage) => void = pagePort.postMessage.bind(pagePort);
const encode = TextEncoder.prototype.encode.bind(new TextEncoder());
/** How Chromium begins what it says of a script in a page that is written into a document. */
const WRITTEN = "Failed to execute 'write' on 'Document': ";
const now = performance.now.bind(performance);

/** One page, from the moment it is written into the document. */
class ShownPage {
  private readonly host = new Host(null, (message) => {
    if (message.kind === "output" && message.bytes !== null) send({ kind: "output", bytes: message.bytes });
    else if (message.kind === "truncated") send(message);
  });
  private readonly startedAt = now();
  private readonly waiting = new Waiting();
  private readonly liveness = new Liveness(() => this.endIfDone());
  private error: string | null = null;
  private title = "";
  private hasLoaded = false;
  private hasEnded = false;
  private saidFrames = false;

  constructor(private readonly request: RunRequest) {}

  show(): void {
    this.host.startRun("");
    // Takes the listeners of the empty document away, and keeps its policy.
    document.open();
    this.furnish();
    document.write(this.request.code);
    document.close();
  }

  /** What the page finds in its window. */
  private furnish(): void {
    const print = (stream: RuntimeStream, text: string): void => this.print(stream, this.named(text));
    Object.assign(console, makeConsole(print));
    globalThis.alert = (message?: unknown) => print("stdout", `${String(message ?? "")}\n`);
    globalThis.confirm = () => false;
    globalThis.prompt = () => null;
    Object.defineProperty(globalThis, GUARD, { value: makeLoopGuard() });
    globalThis.addEventListener("error", (event) => {
      if (event instanceof ErrorEvent) this.fail(event.error ?? event.message, event.lineno);
    });
    globalThis.addEventListener("unhandledrejection", ({ reason }) => this.fail(reason, 0));
    globalThis.addEventListener("load", () => this.load(), { once: true });
    confine(
      () => this.refuseFrame(),
      () => this.tellTitle(),
    );
    this.liveness.install();
    this.waiting.install();
  }

  private print(stream: RuntimeStream, text: string): void {
    if (!this.hasEnded) this.host.write(stream, encode(text));
  }

  /** The page's lines by the name that its author knows. */
  private named(text: string): string {
    return withoutForeignFrames(text.replaceAll(location.href, this.request.fileName)).replaceAll(WRITTEN, "");
  }

  private refuseFrame(): void {
    if (this.saidFrames) return;
    this.saidFrames = true;
    this.print("stderr", "Frames inside the page are left out of the preview.\n");
  }

  private fail(thrown: unknown, line: number): void {
    const isError = thrown instanceof Error;
    const said = this.named(isError ? `${thrown.name}: ${thrown.message}` : String(thrown).replace(/^Uncaught /, ""));
    const { fileName, files = [] } = this.request;
    // An error without frames of its own is shown in brackets.
    const shown = isError ? this.named(inspect(thrown)).replace(/^\[(.*)\]$/s, "$1") : said;
    const names = [fileName, ...files.map(({ name }) => name)].map((name) => name.replaceAll(".", "\\."));
    const found = new RegExp(`(?<![\\w.-])(${names.join("|")}):(\\d+)`).exec(shown);
    // What was thrown by what we put into the page happened where the page's own line asked for it.
    const [, file = fileName, at = String(line)] = found ?? [];
    this.print("stderr", `${at === "0" ? "" : `${file}:${at}\n`}${shown}\n`);
    const oneLine = said.split("\n")[0] ?? said;
    this.error ??= at === "0" ? oneLine : `${oneLine} (${file}, line ${at})`;
  }

  private load(): void {
    this.hasLoaded = true;
    this.tellTitle();
    this.liveness.checkSoon();
  }

  private tellTitle(): void {
    const title = document.title.slice(0, MAX_TITLE_LENGTH);
    if (title === this.title) return;
    this.title = title;
    send({ kind: "title", title });
  }

  /** A page in which nothing can happen any more has ended, and stays in sight. */
  private endIfDone(): void {
    if (this.hasEnded || !this.hasLoaded || this.waiting.isForPerson()) return;
    this.hasEnded = true;
    this.host.endRun();
    const outcome = this.error === null ? "succeeded" : "failed";
    const durationMs = this.liveness.lastBusyAt - this.startedAt;
    send({ kind: "finished", outcome, error: this.error, durationMs, renew: false });
  }
}

pagePort.onmessage = (event: MessageEvent<RunRequest>) => {
  const page = new ShownPage(event.data);
  // From here on nothing but pings comes.
  pagePort.onmessage = () => send({ kind: "pong" });
  page.show();
};
send({ kind: "hello" });
