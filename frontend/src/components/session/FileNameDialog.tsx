/** Asks how a file is to be called, a new one or one that is there. */
import { Dialog } from "radix-ui";
import { type FormEvent, useState } from "react";
import type { Files, RoomFile } from "../../hooks/useFiles";
import { texts } from "../../texts";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { Modal } from "../ui/Modal";

interface FileNameDialogProps {
  readonly files: Files;
  /** The file that is to be called otherwise; null for a new one. */
  readonly file: RoomFile | null;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

interface NameFormProps {
  readonly files: Files;
  readonly file: RoomFile | null;
  readonly onDone: () => void;
}

/** As the entry file ends: `helper.py` beside `main.py`. */
const exampleBeside = (entryName: string): string => `helper${/\.[^.]*$/.exec(entryName)?.[0] ?? ""}`;

function NameForm({ files, file, onDone }: NameFormProps) {
  const t = texts.files;
  const [name, setName] = useState(file?.name ?? "");
  const [isTried, setIsTried] = useState(false);
  const wish = name.trim();
  const problem = files.problemWith(wish, file);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (problem !== null) return;
    if (file === null) files.create(wish);
    else if (wish !== file.name) files.rename(file, wish);
    onDone();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={t.name}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        // Of what is half typed nothing is said before somebody means it.
        problem={isTried && problem !== null ? t.problem[problem] : null}
        placeholder={exampleBeside(files.list[0]?.name ?? "")}
        maxLength={60}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      <div className="mt-5 flex justify-end gap-2">
        <Dialog.Close asChild>
          <Button look="plain">{t.cancel}</Button>
        </Dialog.Close>
        <Button type="submit" look="accent">
          {file === null ? t.create : t.doRename}
        </Button>
      </div>
    </form>
  );
}

export function FileNameDialog({ files, file, open, onOpenChange }: FileNameDialogProps) {
  const t = texts.files;
  return (
    <Modal open={open} onOpenChange={onOpenChange} className="top-[20%] w-[min(26rem,calc(100vw-2rem))] p-6">
      <Dialog.Title className="text-lg font-semibold tracking-[-0.01em]">
        {file === null ? t.newHeading : t.renameHeading(file.name)}
      </Dialog.Title>
      <Dialog.Description className="mt-1 mb-4 text-sm text-ink-2">
        {file === null ? t.newExplain(files.list[0]?.name ?? "") : t.renameExplain}
      </Dialog.Description>
      <NameForm files={files} file={file} onDone={() => onOpenChange(false)} />
    </Modal>
  );
}
