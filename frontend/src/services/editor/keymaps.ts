/** Vim's and Emacs' keys in place of the usual ones, loaded when somebody chooses them. */
import { Compartment, type Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { KeymapName } from "../settings/settings";

export interface KeymapSwitch {
  /** Where the chosen keys go: before those that every editor has. */
  readonly extension: Extension;
  /** Until the keys are loaded, the ones of before stay. */
  choose(view: EditorView, name: KeymapName): void;
  /** What is still being loaded is not used any more. */
  dispose(): void;
}

export function switchKeymaps(): KeymapSwitch {
  const compartment = new Compartment();
  let chosen: KeymapName | null = "default";
  return {
    extension: compartment.of([]),
    choose(view, name) {
      if (chosen === name) return;
      chosen = name;
      loadKeymap(name).then(
        (steps) => {
          if (chosen !== name) return;
          for (const keys of steps) view.dispatch({ effects: compartment.reconfigure(keys) });
        },
        // Without a network they cannot be loaded: the next choice, or the next visit, tries again.
        () => {
          if (chosen === name) chosen = "default";
        },
      );
    },
    dispose() {
      chosen = null;
    },
  };
}

/** What takes the keymap's place, one after the other. */
async function loadKeymap(name: KeymapName): Promise<readonly Extension[]> {
  switch (name) {
    case "default":
      return [[]];
    case "vim":
      return (await import("./vimKeys")).steps;
    case "emacs":
      return [(await import("./emacsKeys")).keys];
  }
}
