/** Every command of the page by its name. The focus returns to where it was before the chosen one is done. */
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useRef } from "react";
import type { Command as PageCommand } from "../../hooks/commands";
import { useReturnFocus } from "../../hooks/useReturnFocus";
import { texts } from "../../texts";
import { Kbd } from "../ui/Kbd";

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
  const returnFocus = useReturnFocus(open);
  const picked = useRef<PageCommand | null>(null);
  const onClosed = (event: Event) => {
    returnFocus(event);
    picked.current?.run();
    picked.current = null;
  };
  const onPick = (command: PageCommand) => {
    picked.current = command;
    onOpenChange(false);
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="sheet-overlay fixed inset-0 z-40 bg-[rgb(var(--shadow-color)/0.5)]" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onClosed}
          className="sheet fixed top-[12%] left-1/2 z-50 w-[min(34rem,calc(100vw-1rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-rule bg-raised shadow-pop"
        >
          <Dialog.Title className="sr-only">{texts.palette.open}</Dialog.Title>
          <CommandList commands={commands()} onPick={onPick} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
