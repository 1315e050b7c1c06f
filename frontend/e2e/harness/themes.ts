/** The themes that the page can wear, changed while it is open, as another tab of the browser would. */
import { expect, type Page } from "@playwright/test";

export const THEMES = {
  light: { colorScheme: "light", theme: "system" },
  dark: { colorScheme: "dark", theme: "system" },
  "high contrast": { colorScheme: "light", theme: "contrast" },
  "dark high contrast": { colorScheme: "dark", theme: "contrast" },
} as const;

export type ThemeName = keyof typeof THEMES;

/** Resolves when the page wears the theme. */
export async function wear(page: Page, name: ThemeName): Promise<void> {
  const { colorScheme, theme } = THEMES[name];
  await page.emulateMedia({ colorScheme });
  await page.evaluate((chosen) => {
    const key = "algoroom/settings";
    const settings = JSON.parse(localStorage.getItem(key) ?? "{}");
    localStorage.setItem(key, JSON.stringify({ ...settings, theme: chosen }));
    window.dispatchEvent(new StorageEvent("storage"));
  }, theme);
  const root = page.locator("html");
  await expect(root).toHaveAttribute("data-theme", colorScheme);
  await expect(root).toHaveAttribute("data-contrast", theme === "contrast" ? "high" : "usual");
}
