/** The session's other files, as the language server of one editor hears of them: soon after they change, and no more than has changed. */
import type * as Y from "yjs";
import type { RunFile } from "../runtimes/contract";

export interface BesideFile {
  readonly name: string;
  readonly content: Y.Text;
}

/** Where the other files come from. */
export interface Beside {
  list(): readonly BesideFile[];
  /** Calls when the list may be another one; answers what ends that. */
  subscribe(listener: () => void): () => void;
}

/** The notification by which a server hears of them, first of all and then of each change. */
export const FILES = "algoroom/files";

export interface FilesChange {
  readonly changed: readonly RunFile[];
  readonly removed: readonly string[];
}

/** What changes within so long is told at once: whoever types over there changes the text with each key. */
const TELL_AFTER_MS = 400;

export class BesideWatch {
  private readonly watched = new Map<string, Y.Text>();
  private readonly changed = new Set<string>();
  private readonly removed = new Set<string>();
  private readonly undo: (() => void)[] = [];
  private readonly unobserve = new Map<string, () => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Tells at once what is there. */
  constructor(
    private readonly beside: Beside,
    private readonly tell: (change: FilesChange) => void,
  ) {
    this.undo.push(beside.subscribe(() => this.look()));
    this.look();
    this.flush();
  }

  /** Safe to call twice. */
  dispose(): void {
    clearTimeout(this.timer);
    for (const act of [...this.undo.splice(0), ...this.unobserve.values()]) act();
    this.unobserve.clear();
  }

  private look(): void {
    const now = new Map(this.beside.list().map(({ name, content }) => [name, content]));
    for (const name of [...this.watched.keys()].filter((known) => !now.has(known))) this.forget(name);
    for (const [name, content] of now) if (this.watched.get(name) !== content) this.watch(name, content);
  }

  private watch(name: string, content: Y.Text): void {
    this.unobserve.get(name)?.();
    const note = (): void => this.note(name);
    content.observe(note);
    this.unobserve.set(name, () => content.unobserve(note));
    this.watched.set(name, content);
    this.removed.delete(name);
    this.note(name);
  }

  private forget(name: string): void {
    this.unobserve.get(name)?.();
    this.unobserve.delete(name);
    this.watched.delete(name);
    this.changed.delete(name);
    this.removed.add(name);
    this.flushSoon();
  }

  private note(name: string): void {
    this.changed.add(name);
    this.flushSoon();
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => this.flush(), TELL_AFTER_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.changed.size + this.removed.size === 0) return;
    const changed = [...this.changed].map((name) => ({ name, text: this.watched.get(name)?.toString() ?? "" }));
    const removed = [...this.removed];
    this.changed.clear();
    this.removed.clear();
    this.tell({ changed, removed });
  }
}
