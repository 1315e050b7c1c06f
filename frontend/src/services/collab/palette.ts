/** The names of the page's palette. A colour from the wire is one of them, never CSS. */

export const PALETTE = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"] as const;

export type PaletteColor = (typeof PALETTE)[number];

export function isPaletteColor(value: unknown): value is PaletteColor {
  return PALETTE.some((name) => name === value);
}
