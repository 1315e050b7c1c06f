/** What the preview's frame says to the page; the page gives it one run, and pings. */
import type { BrokerToPage } from "../sandbox/messages";
import { isBrokerMessage } from "../sandbox/messages";

export const MAX_TITLE_LENGTH = 200;

export type PreviewToPage = BrokerToPage | { readonly kind: "title"; readonly title: string };

/** Whether a message has the shape it claims; what is inside stays the stranger's word. */
export function isPreviewMessage(message: unknown): message is PreviewToPage {
  if (isBrokerMessage(message)) return true;
  if (typeof message !== "object" || message === null || !("kind" in message) || message.kind !== "title") return false;
  return "title" in message && typeof message.title === "string" && message.title.length <= MAX_TITLE_LENGTH;
}
