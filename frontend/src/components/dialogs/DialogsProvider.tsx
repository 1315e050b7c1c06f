/** Holds the dialogs that every page has, opens them by their keys, and collects the commands of the page. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { type Command, CommandsContext, createCommandBook } from "../../hooks/commands";
import { type DialogName, type Dialogs, DialogsContext } from "../../hooks/dialogs";
import { isApart } from "../../hooks/keyNames";
import { changeSettings, useSettings } from "../../hooks/settings";
import { KEYMAPS, THEMES } from "../../services/settings/settings";
import { texts } from "../../texts";
import { CommandPalette } from "./CommandPalette";
import { SettingsDialog } from "./SettingsDialog";
import { ShortcutsDialog } from "./ShortcutsDialog";

const TYPES_INTO = 'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"]';

/** Opens what a key asks for. `?` is a sign like any other where one types. */
function useDialogKeys(open: (name: DialogName) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const isTyping = event.target instanceof Element && event.target.closest(TYPES_INTO) !== null;
      const isSheet = event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping;
      const isPalette = isApart(event, "p");
      if (!isSheet && !isPalette) return;
      event.preventDefault();
      open(isPalette ? "palette" : "shortcuts");
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [open]);
}

/** The commands of every page. */
function useCommonCommands(open: (name: DialogName) => void): readonly Command[] {
  const { autocomplete, closeBrackets, lineWrap } = useSettings();
  const { commands } = texts.palette;
  return [
    { id: "settings", label: texts.settings.menu, run: () => open("settings") },
    { id: "shortcuts", label: texts.shortcuts.menu, keys: "?", run: () => open("shortcuts") },
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: commands.theme(texts.settings.themes[theme]),
      run: () => changeSettings({ theme }),
    })),
    ...KEYMAPS.map((keymap) => ({
      id: `keymap-${keymap}`,
      label: commands.keymap(texts.settings.keymaps[keymap]),
      run: () => changeSettings({ keymap }),
    })),
    ...Object.entries({ autocomplete, closeBrackets, lineWrap }).map(([name, isOn]) => ({
      id: `toggle-${name}`,
      label: commands.toggle(texts.settings[name as "autocomplete" | "closeBrackets" | "lineWrap"], isOn),
      run: () => changeSettings({ [name]: !isOn }),
    })),
  ];
}

export function DialogsProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<DialogName | null>(null);
  const book = useMemo(createCommandBook, []);
  const dialogs = useMemo<Dialogs>(() => ({ open: setShown }), []);
  const common = useCommonCommands(setShown);
  useDialogKeys(setShown);
  const dialog = (name: DialogName) => ({
    open: shown === name,
    onOpenChange: (isOpen: boolean) => setShown(isOpen ? name : null),
  });
  return (
    <DialogsContext value={dialogs}>
      <CommandsContext value={book}>
        {children}
        <SettingsDialog {...dialog("settings")} />
        <ShortcutsDialog {...dialog("shortcuts")} />
        <CommandPalette {...dialog("palette")} commands={() => [...book.all(), ...common]} />
      </CommandsContext>
    </DialogsContext>
  );
}
