/** Help in one editor: nothing until it is first used, then a language server; a worker that dies is replaced once. */
import { completionStatus } from "@codemirror/autocomplete";
import { Compartment, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { isFromOthers } from "../editor/origin";
import type { Beside } from "./beside";
import type { HelpClient } from "./client";
import { type HelpQuestion, helpCommands } from "./commands";
import { SERVERS } from "./servers";

export type HelpStatus =
  /** Nothing has been asked of it yet, or the language has none. */
  | { readonly kind: "asleep" }
  | { readonly kind: "loading"; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: "starting" | "ready" }
  /** It could not be loaded, or has died twice. */
  | { readonly kind: "off" }
  /** A host has switched it off. */
  | { readonly kind: "locked" };

export interface HelpOptions {
  readonly language: string;
  readonly fileName: string;
  /** The other files, which it may import. */
  readonly beside: Beside;
  /** Whether the person wants help without asking for it. */
  readonly isWanted: () => boolean;
  readonly onStatus: (status: HelpStatus) => void;
}

/** Loading begins in the first pause, not between two keys. */
const PAUSE_MS = 300;
const MAX_RESTARTS = 1;

export const hasHelp = (language: string): boolean => Object.hasOwn(SERVERS, language);

export class LanguageHelp {
  /** For the editor, once. */
  readonly extension: Extension;
  private readonly compartment = new Compartment();
  private status: HelpStatus = { kind: "asleep" };
  private client: HelpClient | null = null;
  private view: EditorView | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitingQuestion: HelpQuestion | null = null;
  /** Set while nothing may be loaded that was not asked for. */
  private isHeld = false;
  /** It would have been loaded meanwhile. */
  private isAwaited = false;
  private restarts = 0;
  /** Another number when what is being started is not wanted any more. */
  private attempt = 0;

  constructor(private readonly options: HelpOptions) {
    this.extension = hasHelp(options.language) ? [this.compartment.of([]), this.keys(), this.watch()] : [];
  }

  /** Whether a host lets this person have help. */
  setAllowed(isAllowed: boolean): void {
    if (!hasHelp(this.options.language) || isAllowed !== (this.status.kind === "locked")) return;
    this.stop();
    this.restarts = 0;
    this.setStatus({ kind: isAllowed ? "asleep" : "locked" });
  }

  /**
   * Whether somebody waits for a run: both at once would take the processor from each other, and it is the run that is waited for. What
   * is loading goes on, and who asks for something gets it.
   */
  setHeld(isHeld: boolean): void {
    const wasHeld = this.isHeld;
    this.isHeld = isHeld;
    if (wasHeld && !isHeld && this.isAwaited) this.wakeSoon();
  }

  /** Asks by a command; where help is not there yet, it is loaded first. */
  ask(question: HelpQuestion): void {
    const { view } = this;
    if (view === null) return;
    const [commands] = view.state.facet(helpCommands);
    if (commands !== undefined) {
      commands[question](view);
      return;
    }
    this.waitingQuestion = question;
    this.retry();
  }

  /** Starts what has not been started, or what could not be loaded or has died. */
  retry(): void {
    if (this.status.kind === "off") {
      this.restarts = 0;
      this.setStatus({ kind: "asleep" });
    }
    this.wake();
  }

  /** Ends the server. Safe to call twice. */
  dispose(): void {
    // A view that is being destroyed takes no more changes.
    this.view = null;
    this.stop();
    if (this.status.kind !== "locked") this.status = { kind: "asleep" };
  }

  private keys(): Extension {
    const asked = (question: HelpQuestion) => () => {
      this.ask(question);
      return true;
    };
    return Prec.highest(
      keymap.of([
        { key: "Shift-Alt-k", run: asked("explain") },
        { key: "F8", run: asked("next"), shift: asked("previous") },
      ]),
    );
  }

  /** Notices the first use: typing, asking for suggestions, a pointer that rests on the code. */
  private watch(): Extension {
    const wakeSoon = (): void => this.wakeSoon();
    const plugin = ViewPlugin.define((view) => {
      this.view = view;
      return {
        update: (update: ViewUpdate) => {
          const isAsked = completionStatus(update.state) !== null && completionStatus(update.startState) === null;
          if (isAsked || (update.docChanged && update.transactions.some(isTyped))) wakeSoon();
        },
        destroy: () => this.dispose(),
      };
    });
    return [plugin, EditorView.domEventHandlers({ mousemove: wakeSoon })];
  }

  private wakeSoon(): void {
    if (this.status.kind !== "asleep" || !this.options.isWanted()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wakeUnlessHeld(), PAUSE_MS);
  }

  private wakeUnlessHeld(): void {
    this.isAwaited = this.isHeld;
    if (!this.isHeld) this.wake();
  }

  private wake(): void {
    if (this.status.kind === "asleep") void this.start();
  }

  private async start(): Promise<void> {
    const attempt = ++this.attempt;
    const isWanted = (): boolean => this.attempt === attempt;
    this.setStatus({ kind: "starting" });
    const { language, fileName, beside } = this.options;
    try {
      const { startHelp } = await import("./client");
      const client = await startHelp({
        language,
        fileName,
        beside,
        onProgress: (loadedBytes, totalBytes) => {
          if (!isWanted()) return;
          this.setStatus(
            loadedBytes < totalBytes ? { kind: "loading", loadedBytes, totalBytes } : { kind: "starting" },
          );
        },
        onDeath: () => isWanted() && this.replace(),
      });
      if (!isWanted()) {
        client.dispose();
        return;
      }
      this.take(client);
    } catch {
      if (isWanted()) this.fail();
    }
  }

  private take(client: HelpClient): void {
    this.client = client;
    this.view?.dispatch({ effects: this.compartment.reconfigure(client.extension) });
    this.setStatus({ kind: "ready" });
    const question = this.waitingQuestion;
    this.waitingQuestion = null;
    if (question !== null) this.ask(question);
  }

  private replace(): void {
    this.stop();
    if (this.restarts >= MAX_RESTARTS) {
      this.fail();
      return;
    }
    this.restarts += 1;
    void this.start();
  }

  private fail(): void {
    this.waitingQuestion = null;
    this.setStatus({ kind: "off" });
  }

  private stop(): void {
    this.attempt += 1;
    clearTimeout(this.timer);
    const { client, view } = this;
    this.client = null;
    if (client === null) return;
    client.dispose();
    if (view === null) return;
    view.dispatch({ effects: this.compartment.reconfigure([]) });
    client.clear(view);
  }

  private setStatus(status: HelpStatus): void {
    this.status = status;
    this.options.onStatus(status);
  }
}

const isTyped: (transaction: ViewUpdate["transactions"][number]) => boolean = (transaction) =>
  !isFromOthers(transaction) && (transaction.isUserEvent("input") || transaction.isUserEvent("delete"));
