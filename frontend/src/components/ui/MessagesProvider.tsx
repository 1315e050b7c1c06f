/** Holds the messages of the moment: toasts in the corner, and a live region that only screen readers meet. */
import { AnimatePresence } from "framer-motion";
import * as m from "framer-motion/m";
import { X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Messages, MessagesContext } from "../../hooks/messages";
import { texts } from "../../texts";

/** How long a toast stays when nobody dismisses it. */
const TOAST_MS = 5000;
/** How many toasts are on the screen at most; the oldest goes. */
const MAX_TOASTS = 3;

interface Toast {
  readonly id: number;
  readonly text: string;
}

function ToastItem({ toast, dismiss }: { readonly toast: Toast; readonly dismiss: (id: number) => void }) {
  useEffect(() => {
    const timer = window.setTimeout(() => dismiss(toast.id), TOAST_MS);
    return () => window.clearTimeout(timer);
  }, [toast.id, dismiss]);
  return (
    <m.li
      layout
      initial={{ opacity: 0, y: 12 }}
      animate={{ opacity: 1, y: 0 }}
      exit={{ opacity: 0, x: 24 }}
      transition={{ duration: 0.18 }}
      className="pointer-events-auto flex items-center gap-3 rounded-lg bg-ink py-1.5 pr-1.5 pl-3.5 text-sm text-ink-inverse shadow-pop"
    >
      <span aria-hidden className="h-3.5 w-1 shrink-0 bg-accent" />
      <span className="flex-1">{toast.text}</span>
      <button
        type="button"
        aria-label={texts.toast.dismiss}
        onClick={() => dismiss(toast.id)}
        className="flex size-7 items-center justify-center rounded-md outline-offset-0 hover:opacity-70 focus-visible:outline-ink-inverse"
      >
        <X aria-hidden size={14} />
      </button>
    </m.li>
  );
}

export function MessagesProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [spoken, setSpoken] = useState<Toast>({ id: 0, text: "" });
  const nextId = useRef(1);

  const announce = useCallback((text: string) => setSpoken({ id: nextId.current++, text }), []);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const toast = useCallback(
    (text: string) => {
      announce(text);
      setToasts((shown) => [...shown, { id: nextId.current++, text }].slice(-MAX_TOASTS));
    },
    [announce],
  );
  const messages = useMemo<Messages>(() => ({ announce, toast }), [announce, toast]);

  return (
    <MessagesContext value={messages}>
      {children}
      <div role="status" aria-live="polite" aria-atomic="true" className="sr-only">
        <span key={spoken.id}>{spoken.text}</span>
      </div>
      <section aria-label={texts.toast.region}>
        <ol className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2">
          <AnimatePresence>
            {toasts.map((item) => (
              <ToastItem key={item.id} toast={item} dismiss={dismiss} />
            ))}
          </AnimatePresence>
        </ol>
      </section>
    </MessagesContext>
  );
}
