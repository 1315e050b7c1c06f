/** What the page and a formatter's worker say to each other. */

export interface FormatRequest {
  readonly id: number;
  readonly fileName: string;
  readonly text: string;
  /** Columns of one level of indentation. */
  readonly indent: number;
}

/** One change to the text that was sent: UTF-16 offsets into it. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export type FormatOutcome =
  | { readonly kind: "formatted"; readonly edits: readonly Edit[] }
  /** The text does not parse; `line` counts from 1. */
  | { readonly kind: "unreadable"; readonly line: number | null };

export interface FormatAnswer {
  readonly id: number;
  readonly outcome: FormatOutcome;
}
