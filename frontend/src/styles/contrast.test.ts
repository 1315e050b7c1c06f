/** The palette can be read: contrasts of WCAG 2.2, computed from the tokens themselves, in each theme. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PALETTE } from "../services/collab/palette";

const SHAPE_CONTRAST = 3;

type Tokens = ReadonlyMap<string, string>;

function declarations(css: string): [string, string][] {
  return [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value.trim()]);
}

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** What one rule of the tokens' file declares. */
function rule(selector: string): [string, string][] {
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule for ${selector}.`);
  return declarations(css.slice(start, css.indexOf("\n}", start)));
}

const light: Tokens = new Map(rule(":root"));
const dark: Tokens = new Map([...light, ...rule(':root[data-theme="dark"]')]);
const contrastLight: Tokens = new Map([...light, ...rule(':root[data-contrast="high"]')]);
const contrastDark: Tokens = new Map([
  ...dark,
  ...rule(':root[data-contrast="high"]'),
  ...rule(':root[data-contrast="high"][data-theme="dark"]'),
]);
const THEMES = [
  ["light", light, 4.5],
  ["dark", dark, 4.5],
  ["light with more contrast", contrastLight, 7],
  ["dark with more contrast", contrastDark, 7],
] as const;

/** The colour of a token, references followed. */
function colorOf(tokens: Tokens, name: string): string {
  const value = tokens.get(name) ?? "";
  const reference = /^var\(--([\w-]+)\)$/.exec(value)?.[1];
  if (reference !== undefined) return colorOf(tokens, reference);
  if (!/^#[0-9a-f]{6}$/.test(value)) throw new Error(`--${name} is "${value}", not a colour as #rrggbb.`);
  return value;
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other].map((name) => luminance(colorOf(tokens, name))).sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const SYNTAX = [...light.keys()].filter((name) => name.startsWith("syntax-"));
/** Text, and every ground it is written on. */
const WRITTEN: readonly (readonly [string, readonly string[]])[] = [
  ["ink", ["ground", "panel", "surface", "raised", "hover", "pressed", "selection"]],
  ["ink-2", ["ground", "panel", "surface", "raised", "hover", "selection"]],
  ["ink-3", ["ground", "panel", "surface", "raised", "selection"]],
  ["ink-inverse", ["ink", "ink-2", "bad"]],
  ["accent-ink", ["accent", "accent-hover"]],
  ["good", ["panel", "surface", "raised", "selection"]],
  ["attention", ["panel", "surface", "attention-wash", "selection"]],
  ["bad", ["ground", "panel", "surface", "raised", "bad-wash", "selection"]],
];

describe.each(THEMES)("in %s", (_, tokens, textContrast) => {
  test.each(PALETTE)("the name on %s can be read, and its caret seen on the editor", (color) => {
    expect(contrast(tokens, "participant-text", `participant-${color}`)).toBeGreaterThanOrEqual(textContrast);
    expect(contrast(tokens, `participant-${color}`, "editor-background")).toBeGreaterThanOrEqual(SHAPE_CONTRAST);
  });

  test.each(WRITTEN)("%s can be read on each of its grounds", (ink, grounds) => {
    const unreadable = grounds.filter((ground) => contrast(tokens, ink, ground) < textContrast);
    expect(unreadable).toEqual([]);
  });

  test("code of every kind can be read, on the active line and selected too", () => {
    expect(SYNTAX.length).toBeGreaterThan(8);
    const code = [...SYNTAX, "editor-text"];
    const written = [
      ["editor-background", [...code, "editor-gutter"]],
      ["editor-active-line", [...code, "editor-gutter"]],
      ["editor-selection", code],
    ] as const;
    const unreadable = written.flatMap(([ground, inks]) =>
      inks.filter((ink) => contrast(tokens, ink, ground) < textContrast).map((ink) => `${ink} on ${ground}`),
    );
    expect(unreadable).toEqual([]);
  });

  test("the edge of a field and the ring of focus can be seen", () => {
    for (const ground of ["ground", "panel", "surface", "raised"]) {
      expect(contrast(tokens, "rule-strong", ground)).toBeGreaterThanOrEqual(SHAPE_CONTRAST);
      expect(contrast(tokens, "focus", ground)).toBeGreaterThanOrEqual(SHAPE_CONTRAST);
    }
  });
});

test("no two participants of one theme have the same colour", () => {
  for (const [, tokens] of THEMES) {
    expect(new Set(PALETTE.map((color) => colorOf(tokens, `participant-${color}`))).size).toBe(PALETTE.length);
  }
});
