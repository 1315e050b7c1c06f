/** Every command of the page by its name. The focus returns to where it was before the chosen one is done. */
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useRef } from "react";
import type { Command as PageCommand } from "../../hooks/commands";
import { texts } from "../../texts";
import { Kbd } from "../ui/Kbd";
import { Modal } from "../ui/Modal";

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Asked when it is opened. */
  readonly commands: () => readonly PageCommand[];
}

interface ListProps {
  readonly commands: readonly PageCommand[];
  readonly onPick: (command: PageCommand) => void;
}

function CommandList({ commands, onPick }: ListProps) {
  return (
    <Command label={texts.palette.search} loop>
      <Command.Input
        autoFocus
        placeholder={texts.palette.search}
        className="h-12 w-full border-b border-rule bg-transparent px-4 text-base outline-offset-[-3px]"
      />
      <Command.List label={texts.palette.open} className="max-h-96 overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-sm text-ink-2">{texts.palette.none}</Command.Empty>
        {commands.map((command) => (
          <Command.Item
            key={command.id}
            value={command.id}
            keywords={[command.label]}
            onSelect={() => onPick(command)}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-md px-2.5 text-sm data-[selected=true]:bg-hover pointer-coarse:min-h-11"
          >
            {command.label}
            {command.keys !== undefined && <Kbd keys={command.keys} />}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}

export function CommandPalette({ open, onOpenChange, commands }: CommandPaletteProps) {
  const picked = useRef<PageCommand | null>(null);
  const onClosed = () => {
    picked.current?.run();
    picked.current = null;
  };
  const onPick = (command: PageCommand) => {
    picked.current = command;
    onOpenChange(false);
  };
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      onClosed={onClosed}
      aria-describedby={undefined}
      className="top-[12%] w-[min(34rem,calc(100vw-1rem))] overflow-hidden"
    >
      <Dialog.Title className="sr-only">{texts.palette.open}</Dialog.Title>
      <CommandList commands={commands()} onPick={onPick} />
    </Modal>
  );
}
