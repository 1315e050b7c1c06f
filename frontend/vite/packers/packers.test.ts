/** What is fetched is as large as announced, and memory has a limit. */
import { expect, test } from "vitest";
import { findLanguage } from "../../src/services/runtimes/registry";
import { capMemory } from "../../src/services/runtimes/sandbox/capMemory";
import { PACKERS } from "./index.ts";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const PAGE_BYTES = 64 * 1024;
const GIBIBYTE = 1024 ** 3;

/** A module with nothing but one memory of 1 page at least and 65,536 at most. */
const MODULE = Buffer.from([...HEADER, 5, 6, 1, 1, 1, 0x80, 0x80, 0x04]);

/** The same without a maximum. */
const BOUNDLESS = Buffer.from([...HEADER, 5, 3, 1, 0, 1]);

const declaresMaximum = (wasm: Uint8Array, pages: number): boolean =>
  WebAssembly.validate(new Uint8Array(wasm)) && Buffer.from(wasm).includes(Buffer.from(encode(pages)));

/** A number of pages as a module writes it. */
const encode = (pages: number): number[] => [(pages & 0x7f) | 0x80, ((pages >> 7) & 0x7f) | 0x80, pages >> 14];

test.each([
  ["with a larger maximum", MODULE],
  ["without one", BOUNDLESS],
])("a module %s gets ours, and stays valid", (_kind, module) => {
  expect(WebAssembly.validate(new Uint8Array(module))).toBe(true);
  const capped = capMemory(module, GIBIBYTE);
  expect(declaresMaximum(capped, GIBIBYTE / PAGE_BYTES)).toBe(true);
  expect(declaresMaximum(capped, 65_536)).toBe(false);
});

test("a module keeps the smaller maximum that it asked for", () => {
  const capped = capMemory(MODULE, GIBIBYTE);
  expect(capMemory(capped, 4 * GIBIBYTE)).toEqual(capped);
});

test("a module without a memory of its own is refused", () => {
  expect(() => capMemory(Buffer.from(HEADER), GIBIBYTE)).toThrow("memory");
});

test.each(Object.entries(PACKERS))(
  "the page announces about as many bytes as %s takes",
  (language, packer) => {
    const bytes = packer().reduce((sum, file) => sum + file.content.length, 0);
    const announced = findLanguage(language)?.downloadBytes ?? 0;
    expect(announced).toBeGreaterThanOrEqual(bytes);
    // The rest is the worker itself, which is bundled.
    expect(announced - bytes).toBeLessThan(Math.max(0.05 * bytes, 200_000));
  },
  60_000,
);
