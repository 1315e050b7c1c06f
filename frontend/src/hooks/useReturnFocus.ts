/** Gives the focus back to where it was before a dialog opened; a menu that opened it and is gone stands for its button. */
import { useCallback, useLayoutEffect, useRef } from "react";

function focusedNow(): HTMLElement | null {
  const active = document.activeElement;
  const menu = active?.closest('[role="menu"]');
  const opener = document.getElementById(menu?.getAttribute("aria-labelledby") ?? "") ?? active;
  return opener instanceof HTMLElement ? opener : null;
}

/** For `onCloseAutoFocus` of a Radix dialog. */
export function useReturnFocus(isOpen: boolean): (event: Event) => void {
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (isOpen) before.current = focusedNow();
  }, [isOpen]);
  return useCallback((event: Event) => {
    event.preventDefault();
    before.current?.focus();
  }, []);
}
