/** The row of a language that has several files: their tabs, a new one, and what can be done about the one that is shown. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { downloadText } from "../../hooks/download";
import { useRoom } from "../../hooks/room";
import type { FileCarets } from "../../hooks/useFileCarets";
import type { Files, RoomFile } from "../../hooks/useFiles";
import { texts } from "../../texts";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { IconButton } from "../ui/IconButton";
import { FileMenu } from "./FileMenu";
import { FileNameDialog } from "./FileNameDialog";
import { FileTabs } from "./FileTabs";

export interface FileBarProps {
  readonly files: Files;
  readonly carets: FileCarets;
}

/** Always there, beside the tabs or where there are none. */
export function NewFileButton({ files }: { readonly files: Files }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <IconButton
        icon={Plus}
        name={texts.files.add}
        disabled={!files.canChange}
        data-new-file
        onClick={() => setIsAsking(true)}
      />
      <FileNameDialog files={files} file={null} open={isAsking} onOpenChange={setIsAsking} />
    </>
  );
}

export function FileBar({ files, carets }: FileBarProps) {
  const { client } = useRoom();
  const { active, canChange } = files;
  const [asked, setAsked] = useState<{ readonly what: "name" | "removal"; readonly file: RoomFile } | null>(null);
  const ask = (what: "name" | "removal") => () => setAsked({ what, file: active });
  const close = (isOpen: boolean) => !isOpen && setAsked(null);
  const changes = canChange ? { onRename: ask("name"), onRemove: ask("removal") } : {};
  return (
    <div className="flex shrink-0 items-center border-b border-rule bg-panel pr-2">
      <FileTabs files={files} carets={carets} {...changes} />
      <NewFileButton files={files} />
      <span className="ml-auto flex">
        <FileMenu
          file={active}
          canChange={canChange}
          onRename={ask("name")}
          onRemove={ask("removal")}
          onDownload={() => downloadText(active.name, client.text(active.text).content.toString())}
        />
      </span>
      {asked?.what === "name" && <FileNameDialog files={files} file={asked.file} open onOpenChange={close} />}
      <ConfirmDialog
        open={asked?.what === "removal"}
        onOpenChange={close}
        heading={texts.files.removeHeading(asked?.file.name ?? "")}
        explain={texts.files.removeExplain}
        confirm={texts.files.confirmRemove}
        cancel={texts.files.cancel}
        onConfirm={() => asked !== null && files.remove(asked.file)}
      />
    </div>
  );
}
