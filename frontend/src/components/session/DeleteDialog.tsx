/** Asks before a session is deleted, and deletes it. */
import { ApiError, deleteSession } from "../../api";
import { identity } from "../../hooks/identity";
import { useMessages } from "../../hooks/messages";
import { refusalSentence } from "../../hooks/refusals";
import { texts } from "../../texts";
import { ConfirmDialog } from "../ui/ConfirmDialog";

interface DeleteDialogProps {
  readonly sessionId: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function DeleteDialog({ sessionId, open, onOpenChange }: DeleteDialogProps) {
  const { toast } = useMessages();
  const remove = async () => {
    try {
      // The server closes the room for everybody, us too; the page then says what happened.
      await deleteSession(sessionId, identity.hostKey(sessionId) ?? "");
    } catch (error) {
      toast(error instanceof ApiError ? texts.deletion.failed(refusalSentence(error)) : texts.home.serverAway);
    }
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      heading={texts.deletion.heading}
      explain={texts.deletion.explain}
      confirm={texts.deletion.confirm}
      cancel={texts.deletion.cancel}
      onConfirm={() => void remove()}
    />
  );
}
