/** Makes the page look and speak as its person has chosen: theme and contrast, the size of code, the language. */
import { pickInterfaceLanguage, speak } from "../../texts";
import { type FontSize, type Settings, type SettingsStore, settings } from "./settings";

const DARK = "(prefers-color-scheme: dark)";
const MORE_CONTRAST = "(prefers-contrast: more)";
/** What one `rem` is where the browser's text size is as it came. */
const ROOT_FONT_PX = 16;

/** What the system asks for. */
export interface SystemWish {
  readonly dark: boolean;
  readonly contrast: boolean;
}

export interface Look {
  readonly theme: "light" | "dark";
  readonly hasHighContrast: boolean;
}

/** How the page looks. More contrast is light or dark as the system is. */
export function chooseLook({ theme }: Pick<Settings, "theme">, system: SystemWish): Look {
  const isDark = theme === "dark" || (theme !== "light" && system.dark);
  return {
    theme: isDark ? "dark" : "light",
    hasHighContrast: theme === "contrast" || (theme === "system" && system.contrast),
  };
}

/** The look of this moment. */
export function currentLook(): Look {
  const system = { dark: window.matchMedia(DARK).matches, contrast: window.matchMedia(MORE_CONTRAST).matches };
  return chooseLook(settings.snapshot(), system);
}

/** Tells when the look may have changed; what is returned ends that. */
export function subscribeLook(listener: () => void): () => void {
  const medias = [DARK, MORE_CONTRAST].map((query) => window.matchMedia(query));
  for (const media of medias) media.addEventListener("change", listener);
  const leave = settings.subscribe(listener);
  return () => {
    for (const media of medias) media.removeEventListener("change", listener);
    leave();
  };
}

/** Keeps the document as chosen, for as long as the page lives. */
export function wearSettings(): void {
  wear(settings);
  subscribeLook(() => wear(settings));
  // Another tab has chosen.
  window.addEventListener("storage", () => settings.readAgain());
}

/** The size of code as CSS writes it: it grows with the browser's own size of text. */
export function codeSize(px: FontSize): string {
  return `${px / ROOT_FONT_PX}rem`;
}

function wear(store: SettingsStore): void {
  const { language, fontSize } = store.snapshot();
  const { theme, hasHighContrast } = currentLook();
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.dataset.contrast = hasHighContrast ? "high" : "usual";
  root.style.setProperty("--code-size", codeSize(fontSize));
  const wanted = navigator.languages;
  speak(language === "browser" ? pickInterfaceLanguage(wanted) : language, wanted);
  const ground = getComputedStyle(root).getPropertyValue("--panel");
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) meta.content = ground;
}
