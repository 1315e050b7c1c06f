/** The runtimes of one room: each language's is loaded once, on first wish, and all are given back together. */
import type { LanguageEntry, RunRequest, Runtime, RuntimeStatus } from "../../services/runtimes/contract";

const COLD: RuntimeStatus = { kind: "cold" };

export class RuntimePool {
  readonly #loading = new Map<string, Promise<Runtime>>();
  readonly #runtimes = new Map<string, Runtime>();
  readonly #failures = new Map<string, RuntimeStatus>();
  readonly #unsubscribes: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();
  #disposed = false;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is known of a language's runtime; `cold` before anything of it was asked for. */
  status(language: string): RuntimeStatus {
    const runtime = this.#runtimes.get(language);
    if (runtime !== undefined) return runtime.status();
    return this.#failures.get(language) ?? COLD;
  }

  /** Whether the code of this language can ask for input while it runs; true until it is known not to. */
  interactive(language: string): boolean {
    return this.#runtimes.get(language)?.interactiveInput ?? true;
  }

  /** The runtime of the language where it can run at this moment. */
  ready(language: string): Runtime | null {
    const runtime = this.#runtimes.get(language);
    return runtime?.status().kind === "ready" ? runtime : null;
  }

  /** The runtime of the language, loaded on first call. A failed load is tried anew on the next call. */
  get(entry: LanguageEntry): Promise<Runtime> {
    const known = this.#loading.get(entry.id);
    if (known !== undefined) return known;
    const loading = this.#load(entry);
    this.#loading.set(entry.id, loading);
    return loading;
  }

  /** Loads and prepares the language; what goes wrong shows in its status. */
  async warmUp(entry: LanguageEntry): Promise<void> {
    try {
      const runtime = await this.get(entry);
      await runtime.warmUp();
    } catch (error) {
      this.#fail(entry.id, error);
    }
  }

  /** Lets the language make ready what a run of this program would need, where it is loaded. */
  prepare({ id, fileName }: LanguageEntry, program: Pick<RunRequest, "code" | "files">): void {
    this.#runtimes.get(id)?.prepare?.({ ...program, fileName, stdin: "" });
  }

  /** Gives every runtime back. Safe to call twice. */
  dispose(): void {
    this.#disposed = true;
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    for (const runtime of this.#runtimes.values()) runtime.dispose();
    this.#runtimes.clear();
    this.#loading.clear();
    this.#listeners.clear();
  }

  async #load(entry: LanguageEntry): Promise<Runtime> {
    try {
      if (entry.load === null) throw new Error(`${entry.label} does not run here.`);
      const runtime = await entry.load();
      if (this.#disposed) {
        runtime.dispose();
        throw new Error(`The room was left before ${entry.label} had loaded.`);
      }
      this.#failures.delete(entry.id);
      this.#runtimes.set(entry.id, runtime);
      this.#unsubscribes.push(runtime.subscribe(this.#notify));
      this.#notify();
      return runtime;
    } catch (error) {
      this.#loading.delete(entry.id);
      throw error;
    }
  }

  #fail(language: string, error: unknown): void {
    if (this.#disposed) return;
    this.#failures.set(language, { kind: "failed", message: error instanceof Error ? error.message : String(error) });
    this.#notify();
  }

  #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
