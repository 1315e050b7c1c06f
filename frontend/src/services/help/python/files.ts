/** The session's other files, as Pyright hears of them: those that are there at its start lie in its memory, later ones are opened. */
import type { FilesChange } from "../beside";
import type { Message } from "../lsp";

/** What Pyright reads. */
const SOURCE = /\.pyi?$/;

export class PyrightFiles {
  /** By name, the version of each that was opened; 0 where it was not yet. */
  private readonly versions = new Map<string, number>();
  private readonly first: Record<string, string> = {};
  private hasBegun = false;

  /** @param folder their address */
  constructor(private readonly folder: string) {}

  /** The files at its start, by their paths. */
  begin(): Readonly<Record<string, string>> {
    this.hasBegun = true;
    return this.first;
  }

  /** What Pyright must be told. */
  take({ changed, removed }: FilesChange): Message[] {
    const sources = changed.filter(({ name }) => SOURCE.test(name));
    if (this.hasBegun) {
      return [
        ...removed.flatMap((name) => this.remove(name)),
        ...sources.flatMap(({ name, text }) => this.put(name, text)),
      ];
    }
    for (const { name, text } of sources) {
      this.first[new URL(this.addressOf(name)).pathname] = text;
      this.versions.set(name, 0);
    }
    return [];
  }

  private put(name: string, text: string): Message[] {
    const uri = this.addressOf(name);
    const known = this.versions.get(name);
    const version = (known ?? 0) + 1;
    this.versions.set(name, version);
    const opened = notification("textDocument/didOpen", {
      textDocument: { uri, languageId: "python", version, text },
    });
    if (known === undefined) return [notification("pyright/createFile", { uri }), opened];
    const changed = notification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
    // That one is opened does not make Pyright read anew those that import it; that it changes does.
    return known === 0 ? [opened, changed] : [changed];
  }

  private remove(name: string): Message[] {
    const uri = this.addressOf(name);
    const known = this.versions.get(name);
    this.versions.delete(name);
    if (known === undefined) return [];
    const closed = known === 0 ? [] : [notification("textDocument/didClose", { textDocument: { uri } })];
    return [...closed, notification("pyright/deleteFile", { uri })];
  }

  private addressOf(name: string): string {
    return `${this.folder}/${name}`;
  }
}

const notification = (method: string, params: unknown): Message => ({ jsonrpc: "2.0", method, params });
