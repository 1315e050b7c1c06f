/** What the person has chosen for themselves, for the components. */
import { useSyncExternalStore } from "react";
import { currentLook, subscribeLook } from "../services/settings/appearance";
import { type Settings, settings } from "../services/settings/settings";

const subscribe = (changed: () => void) => settings.subscribe(changed);
const snapshot = () => settings.snapshot();

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, snapshot);
}

export function changeSettings(wish: Partial<Settings>): void {
  settings.change(wish);
}

const isDark = () => currentLook().theme === "dark";

/** Whether the page is dark at the moment, by choice or by the system. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribeLook, isDark);
}
