/** What lies over the page until it is dealt with; the focus goes in with it, and back when it closes. */
import { Dialog } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { useReturnFocus } from "../../hooks/useReturnFocus";

/** Behind it the page is dimmed. One that is opened later lies above. */
export const MODAL_OVERLAY = "sheet-overlay fixed inset-0 z-50 bg-[rgb(var(--shadow-color)/0.5)]";
export const MODAL_FACE =
  "sheet fixed left-1/2 z-50 -translate-x-1/2 rounded-lg border border-rule bg-raised shadow-pop";

interface ModalProps extends Omit<ComponentProps<typeof Dialog.Content>, "onCloseAutoFocus"> {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Called when it is closed, and the focus is back. */
  readonly onClosed?: () => void;
  readonly children: ReactNode;
}

/** Its place and its width come by `className`; a `Dialog.Title` belongs into it. */
export function Modal({ open, onOpenChange, onClosed, className = "", children, ...rest }: ModalProps) {
  const returnFocus = useReturnFocus(open);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={MODAL_OVERLAY} />
        <Dialog.Content
          onCloseAutoFocus={(event) => {
            returnFocus(event);
            onClosed?.();
          }}
          className={`${MODAL_FACE} ${className}`}
          {...rest}
        >
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
