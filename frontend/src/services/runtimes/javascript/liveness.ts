/** Counts what keeps a program alive, as Node does: it has ended when its module is evaluated and nothing is left. */

type Callback = (...args: unknown[]) => void;

/** Turns of the event loop for what the browser does by itself and nothing announces (streams, message channels). */
const IDLE_TURNS = 5;

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Owners whose methods answer promises that the browser itself keeps: each holds the program until it is settled. */
const slowOwners = (): object[] =>
  [globalThis.SubtleCrypto, globalThis.Blob, globalThis.Response, globalThis.ReadableStreamDefaultReader]
    .filter((owner) => owner !== undefined)
    .map((owner): object => owner.prototype)
    .concat(WebAssembly);

export class Liveness {
  /** When the program last did something that is counted here. */
  lastBusyAt = performance.now();
  private readonly live = new Set<number>();
  private held = 0;
  private readonly nativeSetTimeout: (callback: () => void, ms?: number) => number = globalThis.setTimeout.bind(
    globalThis,
  ) as never;

  /** @param onIdle called some turns after nothing keeps the program alive; may be called again. */
  constructor(private readonly onIdle: () => void) {}

  get count(): number {
    return this.live.size + this.held;
  }

  /** Puts counting timers in the place of the browser's. */
  install(): void {
    const target = globalThis as unknown as Record<string, unknown>;
    const { clearTimeout, clearInterval } = globalThis;
    const start = globalThis.setTimeout as unknown as (...args: unknown[]) => number;
    const startInterval = globalThis.setInterval as unknown as (...args: unknown[]) => number;
    const once = (callback: unknown, ms?: number, ...args: unknown[]): number => {
      const id = start(() => {
        this.live.delete(id);
        try {
          callIfFunction(callback, args);
        } finally {
          this.checkSoon();
        }
      }, ms);
      this.live.add(id);
      return id;
    };
    const repeat = (callback: unknown, ms?: number, ...args: unknown[]): number => {
      const id = startInterval(() => callIfFunction(callback, args), ms);
      this.live.add(id);
      return id;
    };
    const clear = (id: unknown): void => {
      clearTimeout(id as number);
      clearInterval(id as number);
      if (this.live.delete(id as number)) this.checkSoon();
    };
    target.setTimeout = once;
    target.setInterval = repeat;
    target.clearTimeout = clear;
    target.clearInterval = clear;
    target.setImmediate = (callback: unknown, ...args: unknown[]) => once(callback, 0, ...args);
    target.clearImmediate = clear;
    for (const owner of slowOwners()) this.holdMethodsOf(owner);
  }

  private holdMethodsOf(owner: object): void {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (typeof property.value !== "function" || name === "constructor" || !/^[a-z]/.test(name)) continue;
      const native: Method = property.value;
      const hold = (answer: unknown): unknown => this.hold(answer);
      const held: Method = function (...args) {
        return hold(native.apply(this, args));
      };
      Object.defineProperty(owner, name, { ...property, value: held });
    }
  }

  private hold(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer;
    this.held += 1;
    const release = (): void => {
      this.held -= 1;
      this.checkSoon();
    };
    answer.then(release, release);
    return answer;
  }

  /** Asks for `onIdle` after {@link IDLE_TURNS} turns, if nothing keeps the program alive then. */
  checkSoon(turnsLeft: number = IDLE_TURNS): void {
    if (turnsLeft === IDLE_TURNS) this.lastBusyAt = performance.now();
    if (this.count > 0) return;
    if (turnsLeft === 0) this.onIdle();
    else this.nativeSetTimeout(() => this.checkSoon(turnsLeft - 1), 0);
  }
}

function callIfFunction(callback: unknown, args: unknown[]): void {
  if (typeof callback !== "function") throw new TypeError("The timer's callback is not a function.");
  (callback as Callback)(...args);
}
