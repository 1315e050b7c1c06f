/** The worker's side of every formatter. */
import { smallestEdits } from "./edits";
import type { FormatAnswer, FormatOutcome, FormatRequest } from "./messages";

/** Thrown for a text that does not parse. */
export class UnreadableText extends Error {
  override name = "UnreadableText";

  constructor(readonly line: number | null) {
    super("The text does not parse.");
  }
}

/** The whole text, formatted. @throws UnreadableText */
export type Format = (request: FormatRequest) => string | Promise<string>;

async function outcomeOf(format: Format, request: FormatRequest): Promise<FormatOutcome> {
  try {
    return { kind: "formatted", edits: smallestEdits(request.text, await format(request)) };
  } catch (error) {
    if (error instanceof UnreadableText) return { kind: "unreadable", line: error.line };
    throw error;
  }
}

/** Answers requests from the page with this formatter. */
export function serveFormatter(format: Format): void {
  globalThis.addEventListener("message", async ({ data }: MessageEvent<FormatRequest | ArrayBuffer>) => {
    if (data instanceof ArrayBuffer) return;
    const answer: FormatAnswer = { id: data.id, outcome: await outcomeOf(format, data) };
    globalThis.postMessage(answer);
  });
  // What goes wrong beyond syntax is the worker's end: the page hears of it as an error event.
  globalThis.addEventListener("unhandledrejection", ({ reason }) => {
    throw reason;
  });
}
