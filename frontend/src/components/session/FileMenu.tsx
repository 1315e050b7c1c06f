/** What can be done about the file that is shown: to take it along, and, where it is no entry file, to rename and remove it. */
import { Download, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { RoomFile } from "../../hooks/useFiles";
import { texts } from "../../texts";
import { ITEM } from "./HostItems";

interface FileMenuProps {
  readonly file: RoomFile;
  readonly canChange: boolean;
  readonly onRename: () => void;
  readonly onRemove: () => void;
  readonly onDownload: () => void;
}

export function FileMenu({ file, canChange, onRename, onRemove, onDownload }: FileMenuProps) {
  const isFixed = file.isEntry || !canChange;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={texts.files.more(file.name)}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:size-10"
      >
        <Ellipsis aria-hidden size={15} strokeWidth={1.75} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="sheet z-40 min-w-44 rounded-lg border border-rule bg-raised p-1 shadow-pop"
        >
          <DropdownMenu.Item className={ITEM} disabled={isFixed} onSelect={onRename}>
            <Pencil aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
            {texts.files.rename}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} disabled={isFixed} onSelect={onRemove}>
            <Trash2 aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
            {texts.files.remove}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={onDownload}>
            <Download aria-hidden size={15} strokeWidth={1.75} className="text-ink-3" />
            {texts.files.download}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
