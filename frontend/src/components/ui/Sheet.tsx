/** A dialog with a heading and a way out; the focus goes in with it, and back when it closes. */
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton";
import { Modal } from "./Modal";

interface SheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly heading: string;
  readonly explain: string;
  readonly close: string;
  readonly children: ReactNode;
}

export function Sheet({ open, onOpenChange, heading, explain, close, children }: SheetProps) {
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      // The sheet itself, not its first button, whose hint would take the first Escape.
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
      }}
      className="top-[8%] flex max-h-[84%] w-[min(34rem,calc(100vw-1rem))] flex-col outline-none"
    >
      <header className="flex items-start gap-3 border-b border-rule py-4 pr-4 pl-6">
        <div className="min-w-0 flex-1">
          <Dialog.Title className="text-lg font-semibold tracking-[-0.01em]">{heading}</Dialog.Title>
          <Dialog.Description className="mt-0.5 text-sm text-ink-2">{explain}</Dialog.Description>
        </div>
        <Dialog.Close asChild>
          <IconButton icon={X} name={close} />
        </Dialog.Close>
      </header>
      <section
        aria-label={heading}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 overflow-y-auto px-6 py-4 outline-offset-[-2px]"
      >
        {children}
      </section>
    </Modal>
  );
}
