/** The dialogs that every page has: settings, keys, commands. */
import { createContext, useContext } from "react";

export type DialogName = "settings" | "shortcuts" | "palette";

export interface Dialogs {
  open(name: DialogName): void;
}

export const DialogsContext = createContext<Dialogs | null>(null);

/** @throws Error outside of the dialogs' provider. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === null) throw new Error("useDialogs needs DialogsProvider above it.");
  return dialogs;
}
