/** How everybody is who shows presence in a text: typing, here, idle or away, and whether their runtime is ready. */
import { type Clock, systemClock } from "./clock";
import { Snapshots } from "./snapshots";
import type { Activity, OwnStanding, SharedText, Standing } from "./types";

/** How long somebody counts as typing after their last letter. */
export const TYPING_MS = 2_000;
const ACTIVITIES: readonly Activity[] = ["away", "idle", "active"];

/** The standings by participant; the same object until one of them changes. */
export interface StandingsSnapshot {
  readonly of: ReadonlyMap<string, Standing>;
}

interface Transaction {
  readonly local: boolean;
  readonly beforeState: ReadonlyMap<number, number>;
  readonly afterState: ReadonlyMap<number, number>;
}

/** Watches one text until disposed of. */
export class Standings {
  readonly #typedAt = new Map<number, number>();
  readonly #snapshots = new Snapshots<StandingsSnapshot>({ of: new Map() });
  readonly #text: SharedText;
  readonly #clock: Clock;
  #cancel = (): void => {};
  #said = "[]";

  constructor(text: SharedText, clock: Clock = systemClock) {
    this.#text = text;
    this.#clock = clock;
    text.awareness.on("change", this.#look);
    text.doc.on("afterTransaction", this.#onTransaction);
    this.#look();
  }

  subscribe(listener: () => void): () => void {
    return this.#snapshots.subscribe(listener);
  }

  snapshot(): StandingsSnapshot {
    return this.#snapshots.current;
  }

  dispose(): void {
    this.#cancel();
    this.#snapshots.close();
    this.#text.awareness.off("change", this.#look);
    this.#text.doc.off("afterTransaction", this.#onTransaction);
  }

  /** Whose letters came in: theirs is the client id under which the text has grown. */
  readonly #onTransaction = ({ local, beforeState, afterState }: Transaction): void => {
    if (local) return;
    const shown = this.#text.awareness.getStates();
    let someone = false;
    for (const [client, clock] of afterState) {
      if (!shown.has(client) || (beforeState.get(client) ?? 0) === clock) continue;
      this.#typedAt.set(client, this.#clock.now());
      someone = true;
    }
    if (someone) this.#look();
  };

  readonly #look = (): void => {
    const now = this.#clock.now();
    for (const [client, at] of this.#typedAt) if (now - at >= TYPING_MS) this.#typedAt.delete(client);
    this.#cancel();
    const oldest = Math.min(...this.#typedAt.values());
    this.#cancel = Number.isFinite(oldest) ? this.#clock.after(oldest + TYPING_MS - now, this.#look) : () => {};
    const of = this.#read();
    // A caret that moves is no news here.
    const said = JSON.stringify([...of]);
    if (said === this.#said) return;
    this.#said = said;
    this.#snapshots.tell({ of });
  };

  #read(): ReadonlyMap<string, Standing> {
    const of = new Map<string, Standing>();
    for (const [client, state] of this.#text.awareness.getStates()) {
      const shown = readShownStanding(state);
      if (shown === null) continue;
      const known = of.get(shown.id);
      of.set(shown.id, {
        activity: mostAwake(known?.activity, shown.activity),
        isTyping: known?.isTyping === true || this.#typedAt.has(client),
        runtimes: [...(known?.runtimes ?? []), ...(shown.runtime === null ? [] : [shown.runtime])],
      });
    }
    return of;
  }
}

/** What a page shows of its person, with who that is; `null` where it is nobody (docs/protocol.md PR8). */
export function readShownStanding(state: unknown): (OwnStanding & { readonly id: string }) | null {
  if (!isRecord(state) || !isRecord(state.user) || typeof state.user.id !== "string") return null;
  const activity = ACTIVITIES.find((known) => known === state.activity) ?? "active";
  return { id: state.user.id, activity, runtime: typeof state.runtime === "string" ? state.runtime : null };
}

function mostAwake(one: Activity | undefined, other: Activity): Activity {
  if (one === undefined) return other;
  return ACTIVITIES.indexOf(one) > ACTIVITIES.indexOf(other) ? one : other;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
