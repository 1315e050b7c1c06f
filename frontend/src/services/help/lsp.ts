/** The parts of the Language Server Protocol that the workers of help speak; https://microsoft.github.io/language-server-protocol. */

export interface Position {
  /** From 0. */
  readonly line: number;
  /** UTF-16 units. */
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface CompletionItem {
  readonly label: string;
  readonly kind?: number;
  readonly detail?: string;
  readonly filterText?: string;
  readonly sortText?: string;
  readonly insertText?: string;
}

export interface CompletionList {
  readonly isIncomplete: boolean;
  readonly items: readonly CompletionItem[];
}

export interface Diagnostic {
  readonly range: Range;
  /** 1: error, 2: warning, 3: information, 4: hint. */
  readonly severity: number;
  readonly message: string;
  readonly code?: string | number;
  readonly tags?: readonly number[];
}

export interface TextDocumentIdentifier {
  readonly uri: string;
}

export interface TextPosition {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

export interface OpenedDocument {
  readonly textDocument: TextDocumentIdentifier & {
    readonly languageId: string;
    readonly version: number;
    readonly text: string;
  };
}

export interface ChangedDocument {
  readonly textDocument: TextDocumentIdentifier & { readonly version: number };
  readonly contentChanges: readonly { readonly range: Range; readonly text: string }[];
}

/** Any message of JSON-RPC, as it comes in. */
export interface Message {
  readonly jsonrpc: "2.0";
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}
