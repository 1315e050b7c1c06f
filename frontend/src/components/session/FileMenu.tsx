/** What can be done about the file that is shown: to take it along, and, where it is no entry file, to rename and remove it. */
import { Download, Pencil, Trash2 } from "lucide-react";
import type { RoomFile } from "../../hooks/useFiles";
import { texts } from "../../texts";
import { Menu, MenuItem } from "../ui/Menu";

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
    <Menu name={texts.files.more(file.name)}>
      <MenuItem icon={Pencil} disabled={isFixed} onSelect={onRename}>
        {texts.files.rename}
      </MenuItem>
      <MenuItem icon={Trash2} disabled={isFixed} onSelect={onRemove}>
        {texts.files.remove}
      </MenuItem>
      <MenuItem icon={Download} onSelect={onDownload}>
        {texts.files.download}
      </MenuItem>
    </Menu>
  );
}
