/** TypeScript's language service in the words of the Language Server Protocol, over each open file and those beside it. */
import type ts from "typescript-5";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  FilesBeside,
  hostOf,
  type Libraries,
  OneFile,
  type TypeScript,
} from "../../runtimes/typescript/checker/service";
import { FILES, type FilesChange } from "../beside";
import type {
  ChangedDocument,
  CompletionList,
  Diagnostic,
  OpenedDocument,
  Position,
  TextDocumentIdentifier,
  TextPosition,
} from "../lsp";
import { chooseSuggestions, wordBefore } from "../suggestions";
import { describe, describeSignatures, kindOf } from "./describe";
import { isWorthSaying } from "./diagnostics";

/** Where all files are, those that are open and those beside them. */
const FOLDER = "/src/";

/** More than anybody mends at once. */
const MAX_DIAGNOSTICS = 200;

const CAPABILITIES = {
  // Changes come as such, not the whole text.
  textDocumentSync: 2,
  completionProvider: { triggerCharacters: ["."] },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [")"] },
};

/** One open file with the service that reads it. */
class OpenFile {
  private readonly file: OneFile;
  private readonly service: ts.LanguageService;
  private readonly isScript: boolean;

  constructor(
    private readonly typescript: TypeScript,
    libraries: Libraries,
    readonly document: TextDocument,
    beside: FilesBeside,
  ) {
    this.isScript = document.languageId === "javascript";
    this.file = new OneFile(new URL(document.uri).pathname);
    const loose: ts.CompilerOptions = { allowJs: true, checkJs: true, strict: false };
    const host = hostOf(typescript, libraries, this.file, this.isScript ? loose : {}, beside);
    this.service = typescript.createLanguageService(host);
    this.take();
  }

  change({ contentChanges, textDocument }: ChangedDocument): void {
    TextDocument.update(this.document, [...contentChanges], textDocument.version);
    this.take();
  }

  complete(position: Position): CompletionList | null {
    const offset = this.document.offsetAt(position);
    const found = this.service.getCompletionsAtPosition(this.file.name, offset, {});
    if (found === undefined) return null;
    const start = { line: position.line, character: 0 };
    const items = found.entries.map(({ name, kind, sortText }) => ({ label: name, kind: kindOf(kind), sortText }));
    return chooseSuggestions(items, wordBefore(this.document.getText({ start, end: position })));
  }

  hover(position: Position): unknown {
    const found = this.service.getQuickInfoAtPosition(this.file.name, this.document.offsetAt(position));
    if (found === undefined) return null;
    const value = describe(this.typescript, found, this.document.languageId);
    return { contents: { kind: "markdown", value }, range: this.rangeOf(found.textSpan) };
  }

  signature(position: Position): unknown {
    const offset = this.document.offsetAt(position);
    const found = this.service.getSignatureHelpItems(this.file.name, offset, undefined);
    return found === undefined ? null : describeSignatures(this.typescript, found);
  }

  diagnose(): Diagnostic[] {
    const { name } = this.file;
    const found = [...this.service.getSyntacticDiagnostics(name), ...this.service.getSemanticDiagnostics(name)];
    return found
      .filter((diagnostic) => isWorthSaying(this.typescript, diagnostic, this.isScript))
      .slice(0, MAX_DIAGNOSTICS)
      .map(({ start = 0, length = 0, code, messageText }) => ({
        range: this.rangeOf({ start, length }),
        severity: 1,
        code,
        message: this.typescript.flattenDiagnosticMessageText(messageText, "\n"),
      }));
  }

  close(): void {
    this.service.dispose();
  }

  private take(): void {
    this.file.put(this.document.getText());
  }

  private rangeOf({ start, length }: ts.TextSpan): Diagnostic["range"] {
    return { start: this.document.positionAt(start), end: this.document.positionAt(start + length) };
  }
}

export class TypeScriptServer {
  private readonly files = new Map<string, OpenFile>();
  private readonly beside = new FilesBeside(FOLDER);

  constructor(
    private readonly typescript: TypeScript,
    private readonly libraries: Libraries,
  ) {}

  /** Takes a notification; whether a text is another one now. */
  notify(method: string, params: unknown): boolean {
    switch (method) {
      case "textDocument/didOpen": {
        const { uri, languageId, version, text } = (params as OpenedDocument).textDocument;
        const document = TextDocument.create(uri, languageId, version, text);
        this.files.set(uri, new OpenFile(this.typescript, this.libraries, document, this.beside));
        return true;
      }
      case "textDocument/didChange": {
        const change = params as ChangedDocument;
        this.files.get(change.textDocument.uri)?.change(change);
        return true;
      }
      case "textDocument/didClose": {
        const { uri } = (params as { readonly textDocument: TextDocumentIdentifier }).textDocument;
        this.files.get(uri)?.close();
        this.files.delete(uri);
        return false;
      }
      case FILES: {
        const { changed, removed } = params as FilesChange;
        this.beside.change(changed, removed);
        return true;
      }
      default:
        return false;
    }
  }

  /** The answer to a request; undefined where there is no such method. */
  answer(method: string, params: unknown): unknown {
    if (method === "initialize") return { capabilities: CAPABILITIES };
    const at = params as TextPosition;
    switch (method) {
      case "textDocument/completion":
        return this.file(at)?.complete(at.position) ?? null;
      case "textDocument/hover":
        return this.file(at)?.hover(at.position) ?? null;
      case "textDocument/signatureHelp":
        return this.file(at)?.signature(at.position) ?? null;
      default:
        return undefined;
    }
  }

  /** What is wrong in each open file, as the notification says it. */
  diagnose(): { uri: string; version: number; diagnostics: Diagnostic[] }[] {
    return [...this.files].map(([uri, file]) => ({
      uri,
      version: file.document.version,
      diagnostics: file.diagnose(),
    }));
  }

  private file({ textDocument }: TextPosition): OpenFile | undefined {
    return this.files.get(textDocument.uri);
  }
}
