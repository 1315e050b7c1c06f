/**
 * Stands before Pyright in its worker: passes messages between the page's port and what Pyright takes for the browser,
 * answers what Pyright asks of an editor, and keeps back what the page does not need.
 */
import { TextDocument } from "vscode-languageserver-textdocument";
import { FILES, type FilesChange } from "../beside";
import { isWorkerBoot } from "../boot";
import type {
  ChangedDocument,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Message,
  OpenedDocument,
  TextDocumentIdentifier,
  TextPosition,
} from "../lsp";
import { chooseSuggestions, wordBefore } from "../suggestions";
import { PyrightFiles } from "./files";
import { ANALYSIS, CONFIGURATION, isWorthSaying } from "./rules";

const FOLDER = "file:///src";
const CONFIGURED = "/src/pyrightconfig.json";
/** Pyright's own name for the hint that something is not used. */
const HINT = 4;

type Send = (message: Message) => void;

class Facade {
  private readonly documents = new Map<string, TextDocument>();
  /** The words before the carets for which suggestions were asked, by the request. */
  private readonly words = new Map<number | string, string>();
  private readonly beside = new PyrightFiles(FOLDER);

  constructor(
    private readonly toPage: Send,
    private readonly toPyright: Send,
  ) {}

  fromPage(message: Message): void {
    if (message.method === FILES) {
      for (const told of this.beside.take(message.params as FilesChange)) this.toPyright(told);
      return;
    }
    this.note(message);
    this.toPyright(message.method === "initialize" ? withFolder(message, this.beside.begin()) : message);
  }

  fromPyright(message: Message): void {
    if (message.method !== undefined && message.id !== undefined) this.answer(message);
    else if (message.method === "textDocument/publishDiagnostics") this.publish(message);
    else if (message.method === undefined) this.toPage(this.chosen(message));
  }

  /** Keeps the texts, as the words before carets are read in them. */
  private note({ method, id, params }: Message): void {
    if (method === "textDocument/didOpen") {
      const { uri, languageId, version, text } = (params as OpenedDocument).textDocument;
      this.documents.set(uri, TextDocument.create(uri, languageId, version, text));
    } else if (method === "textDocument/didChange") {
      const { textDocument, contentChanges } = params as ChangedDocument;
      const document = this.documents.get(textDocument.uri);
      if (document !== undefined) TextDocument.update(document, [...contentChanges], textDocument.version);
    } else if (method === "textDocument/completion" && id !== undefined) {
      const { textDocument, position } = params as TextPosition;
      const start = { line: position.line, character: 0 };
      const before = this.documents.get(textDocument.uri)?.getText({ start, end: position }) ?? "";
      this.words.set(id, wordBefore(before));
    }
  }

  /** What is wrong in a file beside is told where that is open. */
  private publish(message: Message): void {
    const { uri } = message.params as TextDocumentIdentifier;
    if (this.documents.has(uri)) this.toPage(fewer(message));
  }

  private answer({ id, method, params }: Message): void {
    const items = method === "workspace/configuration" ? (params as { items: { section?: string }[] }).items : null;
    const result = items?.map(({ section }) => (section?.endsWith("analysis") ? ANALYSIS : {})) ?? null;
    if (id !== undefined) this.toPyright({ jsonrpc: "2.0", id, result });
  }

  private chosen(message: Message): Message {
    const word = message.id === undefined ? undefined : this.words.get(message.id);
    if (word === undefined || message.id === undefined) return message;
    this.words.delete(message.id);
    const result = message.result as CompletionList | readonly CompletionItem[] | null | undefined;
    if (result === null || result === undefined) return message;
    return { ...message, result: chooseSuggestions("items" in result ? result.items : result, word) };
  }
}

function withFolder(message: Message, beside: Readonly<Record<string, string>>): Message {
  const params = message.params as { capabilities: { workspace?: object } };
  return {
    ...message,
    params: {
      ...params,
      rootUri: FOLDER,
      workspaceFolders: [{ uri: FOLDER, name: "src" }],
      capabilities: { ...params.capabilities, workspace: { ...params.capabilities.workspace, configuration: true } },
      initializationOptions: { files: { ...beside, [CONFIGURED]: JSON.stringify(CONFIGURATION) } },
    },
  };
}

function fewer(message: Message): Message {
  const params = message.params as { diagnostics: readonly Diagnostic[] };
  const diagnostics = params.diagnostics.filter((found) => found.severity < HINT && isWorthSaying(found.message));
  return { ...message, params: { ...params, diagnostics } };
}

function serve(port: MessagePort): void {
  const toBrowser = globalThis.postMessage.bind(globalThis);
  const hear = (data: unknown): void => void globalThis.dispatchEvent(new MessageEvent("message", { data }));
  const facade = new Facade((message) => port.postMessage(JSON.stringify(message)), hear);
  const fromPyright = (message: Message | { readonly type: string }, transfer?: Transferable[]): void => {
    if ("type" in message) toBrowser(message, { transfer: transfer ?? [] });
    else facade.fromPyright(message);
  };
  // Pyright speaks to whoever started its worker.
  Object.assign(globalThis, { postMessage: fromPyright });
  port.onmessage = ({ data }: MessageEvent<string>) => facade.fromPage(JSON.parse(data));
  hear({ type: "browser/boot", mode: "foreground" });
}

globalThis.addEventListener("message", (event) => {
  // The other Pyright, which analyses in the background, is told to boot in Pyright's own words.
  if (!isWorkerBoot(event.data)) return;
  event.stopImmediatePropagation();
  serve(event.data.port);
});
