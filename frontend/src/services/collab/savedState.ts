/** What the page may truthfully say about the person's own edits. */
import type { SavedState, Trouble } from "./types";

export interface SavingFacts {
  readonly isLive: boolean;
  /** Whether the session has ended: the server takes nothing any more. */
  readonly isEnded: boolean;
  /** What the server says of its storage (SV3 to SV5). */
  readonly trouble: Trouble;
  /** Whether any text has edits that the server has not confirmed. */
  readonly hasUnsavedTexts: boolean;
  /** Whether an event of this connection is not confirmed (SV1). */
  readonly hasUnsavedEvents: boolean;
  /** Whether the server has not answered yet what it has of a text. */
  readonly isLoading: boolean;
}

export function savedState(facts: SavingFacts): SavedState {
  if (!facts.isLive || facts.isEnded) return facts.hasUnsavedTexts ? "unsent" : "saved";
  if (facts.trouble === "failing") return "trouble";
  if (facts.trouble !== "none") return facts.trouble;
  if (facts.hasUnsavedTexts || facts.hasUnsavedEvents) return "saving";
  return facts.isLoading ? "loading" : "saved";
}
