/** Asks before something that cannot be taken back. */
import { AlertDialog } from "radix-ui";
import { useReturnFocus } from "../../hooks/useReturnFocus";
import { Button } from "./Button";
import { MODAL_FACE, MODAL_OVERLAY } from "./Modal";

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly heading: string;
  readonly explain: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const returnFocus = useReturnFocus(props.open);
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={MODAL_OVERLAY} />
        <AlertDialog.Content
          onCloseAutoFocus={returnFocus}
          className={`${MODAL_FACE} top-[28%] w-[min(28rem,calc(100vw-2rem))] p-6`}
        >
          <AlertDialog.Title className="text-lg font-semibold tracking-[-0.01em]">{props.heading}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-ink-2">{props.explain}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button look="plain">{props.cancel}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={props.onConfirm}>
                {props.confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
