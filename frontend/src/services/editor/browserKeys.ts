/** Keys that belong to the browser. CodeMirror's lists take some of them; here they are given back. */
import type { KeyBinding } from "@codemirror/view";
import { isMac } from "../platform";

/** Find, find again, bookmark, page info, source, console. */
const EVERYWHERE = ["Mod-f", "Mod-g", "Shift-Mod-g", "F3", "Shift-F3", "Mod-d", "Mod-i", "Mod-u", "Shift-Mod-k"];
/** Back and forward; elsewhere the browser's mute, too. */
const OF_PLATFORM = isMac ? ["Mod-[", "Mod-]"] : ["Alt-ArrowLeft", "Alt-ArrowRight", "Ctrl-m"];

const TAKEN: ReadonlySet<string> = new Set([...EVERYWHERE, ...OF_PLATFORM].map(canonical));

/** The bindings without those whose key is the browser's. */
export function withoutBrowserKeys(bindings: readonly KeyBinding[]): readonly KeyBinding[] {
  return bindings.flatMap((binding) => {
    const key = keyOf(binding);
    if (key !== undefined && isOfBrowser(key)) return [];
    const { shift, ...rest } = binding;
    return shift !== undefined && key !== undefined && isOfBrowser(`Shift-${key}`) ? [rest] : [binding];
  });
}

/** Whether a key as CodeMirror writes it is one of the browser's. */
export function isOfBrowser(key: string): boolean {
  return TAKEN.has(canonical(key));
}

/** The key that a binding has on this machine. */
function keyOf(binding: KeyBinding): string | undefined {
  return (isMac ? binding.mac : (binding.linux ?? binding.win)) ?? binding.key;
}

/** One spelling for one key: modifiers by name and in order. */
function canonical(key: string): string {
  const parts = key.split(/-(?!$)/);
  const sign = parts.pop() ?? "";
  const names = parts.map((part) => (part === "Mod" ? (isMac ? "Meta" : "Ctrl") : part === "Cmd" ? "Meta" : part));
  return [...names.sort(), sign].join("-");
}
