/** What the page may truthfully say about the person's own edits. */
import type { SavedState } from "./types";

export interface SavingFacts {
  readonly isLive: boolean;
  /** Whether the session has ended: the server takes nothing any more. */
  readonly isEnded: boolean;
  /** The server says that its writes fail (SV3). */
  readonly hasTrouble: boolean;
  /** Whether any text has edits that the server has not confirmed. */
  readonly hasUnsavedTexts: boolean;
  /** Frames with a change that were sent on this connection, and of those the ones that the server has confirmed (SV1). */
  readonly sentEvents: number;
  readonly savedFrames: number;
}

export function savedState(facts: SavingFacts): SavedState {
  if (!facts.isLive || facts.isEnded) return facts.hasUnsavedTexts ? "unsent" : "saved";
  if (facts.hasTrouble) return "trouble";
  return facts.hasUnsavedTexts || facts.sentEvents > facts.savedFrames ? "saving" : "saved";
}
