/** What a person has chosen is remembered, and nothing that storage holds can break it. */
import { expect, test, vi } from "vitest";
import { BrowserStore } from "../collab/browserStore";
import { chooseLook } from "./appearance";
import { DEFAULT_SETTINGS, SettingsStore } from "./settings";

function newStore(json?: string): BrowserStore {
  const kept = new Map(json === undefined ? [] : [["algoroom/settings", json]]);
  return new BrowserStore(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }));
}

test("a choice is there on the next visit, and told at once", () => {
  const store = newStore();
  const settings = new SettingsStore(store);
  const heard = vi.fn();
  settings.subscribe(heard);
  settings.change({ keymap: "vim", fontSize: 18 });
  expect(heard).toHaveBeenCalledTimes(1);
  expect(new SettingsStore(store).snapshot()).toEqual({ ...DEFAULT_SETTINGS, keymap: "vim", fontSize: 18 });
});

test("what another tab has chosen is taken over when it is read again", () => {
  const store = newStore();
  const [here, there] = [new SettingsStore(store), new SettingsStore(store)];
  there.change({ theme: "contrast" });
  expect(here.snapshot().theme).toBe("system");
  here.readAgain();
  expect(here.snapshot().theme).toBe("contrast");
});

test.each([
  ['{"theme":"dark","fontSize":1000,"keymap":"ed","lineWrap":"yes"}', { ...DEFAULT_SETTINGS, theme: "dark" }],
  ['{"tabWidth":8,"unheard":true}', { ...DEFAULT_SETTINGS, tabWidth: 8 }],
  ["[]", DEFAULT_SETTINGS],
  ["{", DEFAULT_SETTINGS],
])("of %s what can be used is used", (json, settings) => {
  expect(new SettingsStore(newStore(json)).snapshot()).toEqual(settings);
});

test.each([
  ["system", { dark: true, contrast: false }, { theme: "dark", hasHighContrast: false }],
  ["system", { dark: false, contrast: true }, { theme: "light", hasHighContrast: true }],
  ["light", { dark: true, contrast: true }, { theme: "light", hasHighContrast: false }],
  ["dark", { dark: false, contrast: false }, { theme: "dark", hasHighContrast: false }],
  ["contrast", { dark: true, contrast: false }, { theme: "dark", hasHighContrast: true }],
] as const)("%s with a system of %j is %j", (theme, system, look) => {
  expect(chooseLook({ theme }, system)).toEqual(look);
});
