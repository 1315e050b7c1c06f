/** Short messages to the person: shown as a toast, or only spoken by a screen reader. */
import { createContext, useContext } from "react";

export interface Messages {
  /** Says it to screen readers only. */
  announce(text: string): void;
  /** Shows it for a few seconds, and says it. */
  toast(text: string): void;
}

export const MessagesContext = createContext<Messages | null>(null);

/** @throws Error outside of the messages' provider. */
export function useMessages(): Messages {
  const messages = useContext(MessagesContext);
  if (messages === null) throw new Error("useMessages needs MessagesProvider above it.");
  return messages;
}
