/** Loops of scripts are guarded, and nothing else of a script is touched. */
import { expect, test } from "vitest";
import { guardScript } from "./loops";

test.each([
  ["for (;;) {\n  go();\n}", "for (;;) {algoroomGuard();\n  go();\n}"],
  ["while (on) go();", "while (on) {algoroomGuard();go();}"],
  ["do go(); while (on)", "do {algoroomGuard();go();} while (on)"],
  [
    "for (const a of all) for (const b in a) b();",
    "for (const a of all) {algoroomGuard();for (const b in a) {algoroomGuard();b();}}",
  ],
  ["while (on) if (a) b(); else c();", "while (on) {algoroomGuard();if (a) b(); else c();}"],
  ["const text = 'for (;;) {}';", "const text = 'for (;;) {}';"],
  ["for (;;", "for (;;"],
])("%s", (code, guarded) => {
  expect(guardScript(code, false)).toBe(guarded);
});
