/** The three links, each with what it gives, to be copied or replaced. */
import { Dialog } from "radix-ui";
import { useState } from "react";
import type { LinkRole } from "../../api";
import { tryCopy } from "../../hooks/clipboard";
import { useRoom } from "../../hooks/room";
import { useLinks } from "../../hooks/useLinks";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { Modal } from "../ui/Modal";

const ROLES: readonly LinkRole[] = ["candidate", "observer", "host"];

interface LinkRowProps {
  readonly role: LinkRole;
  readonly link: string | null;
  readonly onReplace: () => void;
  readonly onSay: (text: string) => void;
}

function LinkRow({ role, link, onReplace, onSay }: LinkRowProps) {
  const whose = texts.links.role[role];
  const copy = async () => {
    if (link !== null) onSay((await tryCopy(link)) ? texts.share.copiedAnnounce : texts.links.copyByHand);
  };
  return (
    <li className="border-t border-rule py-3">
      <p className="text-sm">
        <span className="font-medium">{whose}</span> <span className="text-ink-2">{texts.links.gives[role]}</span>
      </p>
      <div className="mt-1.5 flex flex-wrap gap-2">
        <input
          readOnly
          aria-label={`${texts.share.link}: ${whose}`}
          value={link ?? texts.links.none}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 min-w-40 flex-1 rounded-md border border-rule-strong bg-surface px-2 font-mono text-xs pointer-coarse:h-10"
        />
        <Button aria-label={texts.links.copy(whose)} disabled={link === null} onClick={copy}>
          {texts.links.copyShort}
        </Button>
        <Button look="quiet" aria-label={texts.links.replace(whose)} onClick={onReplace}>
          {texts.links.replaceShort}
        </Button>
      </div>
    </li>
  );
}

interface LinksDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function LinksDialog({ open, onOpenChange }: LinksDialogProps) {
  const { state, replace } = useLinks(useRoom(), open);
  // Said in the dialog: behind it nothing is heard.
  const [said, setSaid] = useState("");
  const [replacing, setReplacing] = useState<LinkRole | null>(null);
  const confirmed = async () => {
    if (replacing !== null && (await replace(replacing))) setSaid(texts.links.replaced);
  };
  const whose = replacing === null ? "" : texts.links.role[replacing];
  return (
    <>
      <Modal
        open={open}
        onOpenChange={onOpenChange}
        className="top-[12%] max-h-[80%] w-[min(38rem,calc(100vw-2rem))] overflow-y-auto p-6"
      >
        <Dialog.Title className="text-lg font-semibold tracking-[-0.01em]">{texts.links.heading}</Dialog.Title>
        <Dialog.Description className="mt-2 mb-4 text-sm text-ink-2">{texts.links.explain}</Dialog.Description>
        {state.kind === "failed" && (
          <p role="alert" className="mb-3 text-sm text-bad">
            {texts.links.failed}
          </p>
        )}
        <ul>
          {state.kind === "known" &&
            ROLES.map((role) => (
              <LinkRow
                key={role}
                role={role}
                link={state.links[role]}
                onReplace={() => setReplacing(role)}
                onSay={setSaid}
              />
            ))}
        </ul>
        <div className="mt-3 flex items-center justify-between gap-3">
          <p role="status" className="text-sm text-ink-2">
            {said}
          </p>
          <Dialog.Close asChild>
            <Button>{texts.links.close}</Button>
          </Dialog.Close>
        </div>
      </Modal>
      <ConfirmDialog
        open={replacing !== null}
        onOpenChange={(isOpen) => !isOpen && setReplacing(null)}
        heading={texts.links.confirmHeading(whose)}
        explain={texts.links.confirmExplain}
        confirm={texts.links.confirm}
        cancel={texts.links.cancel}
        onConfirm={() => void confirmed()}
      />
    </>
  );
}
