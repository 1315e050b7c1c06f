/** Keys as they are written on this machine's keyboard. */
import { isMac } from "../services/platform";
import { texts } from "../texts";

const command = (sign: string) => (isMac ? `⌘${sign}` : `${texts.keys.control}+${sign}`);
const apart = (sign: string) => (isMac ? `⇧⌥${sign}` : `${texts.keys.shift}+${texts.keys.alt}+${sign}`);
const withAlt = (sign: string) => (isMac ? `⌥${sign}` : `${texts.keys.alt}+${sign}`);

/** Read when they are shown, as they follow the language of the page. */
export const KEYS = {
  get run() {
    return command(isMac ? "⏎" : texts.keys.enter);
  },
  get save() {
    return command("S");
  },
  get palette() {
    return apart("P");
  },
  get chat() {
    return apart("C");
  },
  get find() {
    return apart("F");
  },
  get format() {
    return apart("Y");
  },
  get explain() {
    return apart("K");
  },
  get signature() {
    return isMac ? `⇧⌘${texts.keys.space}` : `${texts.keys.control}+${texts.keys.shift}+${texts.keys.space}`;
  },
  get problems() {
    return ["F8", isMac ? "⇧F8" : `${texts.keys.shift}+F8`] as const;
  },
  get undo() {
    return command("Z");
  },
  get redo() {
    return isMac ? "⇧⌘Z" : command("Y");
  },
  get comment() {
    return command("/");
  },
  get complete() {
    return isMac ? `⌃${texts.keys.space}` : command(texts.keys.space);
  },
  get moveLine() {
    return `${withAlt("↑")} ${withAlt("↓")}`;
  },
  get escape() {
    return texts.keys.escape;
  },
  get tab() {
    return texts.keys.tab;
  },
  get backTab() {
    return isMac ? `⇧${texts.keys.tab}` : `${texts.keys.shift}+${texts.keys.tab}`;
  },
  get space() {
    return texts.keys.space;
  },
} as const;

/** Whether an event is Shift and Alt and a letter, on every keyboard: with Option a Mac types other signs. */
export function isApart(event: KeyboardEvent, letter: "p" | "f" | "c"): boolean {
  const { altKey, shiftKey, ctrlKey, metaKey, key, code } = event;
  if (!altKey || !shiftKey || ctrlKey || metaKey) return false;
  return key.toLowerCase() === letter || (isMac && code === `Key${letter.toUpperCase()}`);
}
