/** The room's shortcuts outside of the editor, which has them in its own keymap. */
import { useEffect } from "react";

interface Shortcuts {
  /** Ctrl/Cmd+Enter and Ctrl/Cmd+'. */
  readonly onRun: () => void;
  /** Ctrl/Cmd+S. */
  readonly onSave: () => void;
}

export function useShortcuts({ onRun, onSave }: Shortcuts): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isCommand || event.defaultPrevented || event.repeat) return;
      const isRun = event.key === "Enter" || event.key === "'";
      if (!isRun && event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      if (isRun) onRun();
      else onSave();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onRun, onSave]);
}
