/** Counts live timers, so that a program has ended when its module is evaluated and none is left. */

type Callback = (...args: unknown[]) => void;

/** Turns of the event loop for promises of the browser itself (digests, streams) that nothing announces. */
const IDLE_TURNS = 5;

export class Timers {
  /** When the program last did something that is counted here. */
  lastBusyAt = performance.now();
  private readonly live = new Set<number>();
  private readonly nativeSetTimeout: (callback: () => void, ms?: number) => number = globalThis.setTimeout.bind(
    globalThis,
  ) as never;

  /** @param onIdle called some turns after the last timer has gone; may be called again. */
  constructor(private readonly onIdle: () => void) {}

  get count(): number {
    return this.live.size;
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
  }

  /** Asks for `onIdle` after {@link IDLE_TURNS} turns, if no timer is live then. */
  checkSoon(turnsLeft: number = IDLE_TURNS): void {
    if (turnsLeft === IDLE_TURNS) this.lastBusyAt = performance.now();
    if (this.live.size > 0) return;
    if (turnsLeft === 0) this.onIdle();
    else this.nativeSetTimeout(() => this.checkSoon(turnsLeft - 1), 0);
  }
}

function callIfFunction(callback: unknown, args: unknown[]): void {
  if (typeof callback !== "function") throw new TypeError("The timer's callback is not a function.");
  (callback as Callback)(...args);
}
