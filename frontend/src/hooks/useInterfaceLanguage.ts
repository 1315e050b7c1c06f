/** Draws what is below anew when the language of the page changes, and tells the browser which one it is. */
import { useEffect, useSyncExternalStore } from "react";
import { type InterfaceLanguage, spokenLanguage, subscribeLanguage } from "../texts";

export function useInterfaceLanguage(): InterfaceLanguage {
  const language = useSyncExternalStore(subscribeLanguage, spokenLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return language;
}
