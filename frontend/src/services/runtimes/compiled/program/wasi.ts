/** The system as a compiled program finds it: three streams, a folder, a clock, chance, and nothing else (WASI preview 1). */
import { wasi as codes, Fd, WASI } from "@bjorn3/browser_wasi_shim";
import type { RuntimeStream } from "../../contract";
import { INPUT_UNAVAILABLE, type WorkerHost } from "../../sandbox/worker";
import { RunFolder } from "./folder";

const NANOSECONDS_IN_MS = 1_000_000n;
/** Room for a long trace of calls. */
const LAST_WORDS_BYTES = 16 * 1024;
const NOTHING = new Uint8Array(0);

/** Thrown where the program ended itself. */
export class Exited extends Error {
  override name = "Exited";

  constructor(readonly code: number) {
    super(`exited with code ${code}`);
  }
}

/** Thrown where the program asks for input that nobody can give. */
export class InputUsedUp extends Error {
  override name = "InputUsedUp";

  constructor() {
    super(INPUT_UNAVAILABLE);
  }
}

/** What a terminal is to a program, so that it writes line by line. */
class Terminal extends Fd {
  override fd_fdstat_get(): { ret: number; fdstat: codes.Fdstat } {
    const fdstat = new codes.Fdstat(codes.FILETYPE_CHARACTER_DEVICE, 0);
    fdstat.fs_rights_base = BigInt(codes.RIGHTS_FD_READ | codes.RIGHTS_FD_WRITE);
    return { ret: codes.ERRNO_SUCCESS, fdstat };
  }

  override fd_filestat_get(): { ret: number; filestat: codes.Filestat } {
    return { ret: codes.ERRNO_SUCCESS, filestat: new codes.Filestat(0n, codes.FILETYPE_CHARACTER_DEVICE, 0n) };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

class Output extends Terminal {
  /** The newest of what was written. */
  tail: Uint8Array = NOTHING;
  private waiting: Uint8Array = NOTHING;

  constructor(
    private readonly host: WorkerHost,
    private readonly stream: RuntimeStream,
  ) {
    super();
  }

  override fd_write(bytes: Uint8Array): { ret: number; nwritten: number } {
    this.waiting = joined(this.waiting, bytes);
    return { ret: codes.ERRNO_SUCCESS, nwritten: bytes.length };
  }

  /** Passes on what one call of the program's wrote, which may have come in pieces. */
  passOn(): void {
    if (this.waiting.length === 0) return;
    this.host.write(this.stream, this.waiting);
    if (this.stream === "stderr") this.tail = joined(this.tail, this.waiting).slice(-LAST_WORDS_BYTES);
    this.waiting = NOTHING;
  }
}

class Input extends Terminal {
  private waiting: Uint8Array = NOTHING;
  private ended = false;
  private readonly encoder = new TextEncoder();

  constructor(
    private readonly host: WorkerHost,
    /** Called before the person is asked, so that the question is there. */
    private readonly beforeReading: () => void,
  ) {
    super();
  }

  override fd_read(size: number): { ret: number; data: Uint8Array } {
    if (this.waiting.length === 0 && !this.ended) this.readLine();
    const data = this.waiting.subarray(0, size);
    this.waiting = this.waiting.subarray(data.length);
    return { ret: codes.ERRNO_SUCCESS, data };
  }

  private readLine(): void {
    this.beforeReading();
    const answer = this.host.readLine();
    if (answer.kind === "unavailable") throw new InputUsedUp();
    if (answer.kind === "line") this.waiting = this.encoder.encode(`${answer.text}\n`);
    else this.ended = true;
  }
}

export class Wasi {
  readonly imports: WebAssembly.Imports;
  /** Where the program finds files, and writes its own. */
  readonly folder = new RunFolder();
  private readonly errors: Output;
  private readonly system: WASI;
  private instance: WebAssembly.Instance | null = null;

  /** @param environment `NAME=value` each */
  constructor(
    private readonly host: WorkerHost,
    environment: readonly string[] = [],
  ) {
    this.errors = new Output(host, "stderr");
    const input = new Input(host, () => this.flush());
    const output = new Output(host, "stdout");
    const descriptors = [input, output, this.errors, this.folder, this.folder.beside("/tmp")];
    this.system = new WASI(["main"], [...environment], descriptors, { debug: false });
    const preview1 = this.system.wasiImport;
    const write = preview1.fd_write as (...args: number[]) => number;
    preview1.fd_write = (...args: number[]) => {
      const result = write(...args);
      output.passOn();
      this.errors.passOn();
      return result;
    };
    preview1.proc_exit = (code: number) => {
      throw new Exited(code);
    };
    preview1.poll_oneoff = (subscriptions: number, events: number, count: number, written: number) =>
      this.poll(subscriptions, events, count, written);
    preview1.sched_yield = () => codes.ERRNO_SUCCESS;
    this.imports = { wasi_snapshot_preview1: preview1 };
  }

  /** The end of what the program wrote to standard error. */
  get lastWords(): string {
    return new TextDecoder().decode(this.errors.tail);
  }

  /** Runs the program. @throws Exited, InputUsedUp, or what the browser throws for a trap. */
  start(instance: WebAssembly.Instance): void {
    this.instance = instance;
    // The shim's type asks for the two exports that every command of WASI has.
    this.system.start(instance as Parameters<WASI["start"]>[0]);
  }

  /** Makes a module ready whose functions are called one by one. */
  initialize(instance: WebAssembly.Instance): void {
    this.instance = instance;
    this.system.initialize(instance as Parameters<WASI["initialize"]>[0]);
  }

  /** Writes what lies in C's buffers. */
  flush(): void {
    const fflush = this.instance?.exports.fflush;
    if (typeof fflush === "function") fflush(0);
  }

  /** Waits for the earliest of the clocks; streams are always ready. */
  private poll(subscriptions: number, events: number, count: number, written: number): number {
    const memory = this.instance?.exports.memory;
    if (!(memory instanceof WebAssembly.Memory)) return codes.ERRNO_INVAL;
    const view = new DataView(memory.buffer);
    const asked = Array.from({ length: count }, (_, at) =>
      codes.Subscription.read_bytes(view, subscriptions + at * 48),
    );
    const now = (clock: number): bigint =>
      BigInt(Math.round((clock === codes.CLOCKID_REALTIME ? Date.now() : performance.now()) * 1e6));
    const waitOf = ({ eventtype, clockid, timeout, flags }: (typeof asked)[number]): bigint => {
      if (eventtype !== codes.EVENTTYPE_CLOCK) return 0n;
      return (flags & codes.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0 ? timeout - now(clockid) : timeout;
    };
    const waits = asked.map(waitOf);
    const shortest = waits.reduce((least, wait) => (wait < least ? wait : least), waits[0] ?? 0n);
    if (shortest > 0n) this.sleep(Number(shortest) / Number(NANOSECONDS_IN_MS));
    let fired = 0;
    asked.forEach(({ userdata, eventtype }, at) => {
      if ((waits[at] ?? 0n) > shortest) return;
      new codes.Event(userdata, codes.ERRNO_SUCCESS, eventtype).write_bytes(view, events + fired * 32);
      fired += 1;
    });
    view.setUint32(written, fired, true);
    return codes.ERRNO_SUCCESS;
  }

  private sleep(ms: number): void {
    this.flush();
    if (this.host.sleep(ms)) return;
    // Without shared memory nothing can wait; Stop removes the frame.
    const until = performance.now() + ms;
    while (performance.now() < until);
  }
}
