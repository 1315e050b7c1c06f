/** Keys as they are written on this machine's keyboard. */
import { isMac } from "../services/platform";

const command = (sign: string) => (isMac ? `⌘${sign}` : `Ctrl+${sign}`);
const shifted = (sign: string) => (isMac ? `⇧⌘${sign}` : `Ctrl+Shift+${sign}`);
const apart = (sign: string) => (isMac ? `⇧⌥${sign}` : `Shift+Alt+${sign}`);

export const KEYS = {
  run: command(isMac ? "⏎" : "Enter"),
  save: command("S"),
  palette: apart("P"),
  find: apart("F"),
  undo: command("Z"),
  redo: isMac ? shifted("Z") : command("Y"),
  comment: command("/"),
  complete: isMac ? "⌃Space" : "Ctrl+Space",
  moveLine: isMac ? "⌥↑ ⌥↓" : "Alt+↑ Alt+↓",
  escape: "Esc",
  tab: "Tab",
  backTab: "Shift+Tab",
  space: "Space",
} as const;

/** Whether an event is Shift and Alt and a letter, on every keyboard: with Option a Mac types other signs. */
export function isApart(event: KeyboardEvent, letter: "p" | "f" | "c"): boolean {
  const { altKey, shiftKey, ctrlKey, metaKey, key, code } = event;
  if (!altKey || !shiftKey || ctrlKey || metaKey) return false;
  return key.toLowerCase() === letter || (isMac && code === `Key${letter.toUpperCase()}`);
}
