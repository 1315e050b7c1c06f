/** Loops of a page's scripts are guarded, and nothing else of the page is touched. */
import { expect, test } from "vitest";
import { guardLoops, guardScript } from "./loops";

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

test("every script of a page is guarded, below as many lines as stand before it, and what is no script stays", () => {
  const page = `<!doctype html>
<p>for (;;) {}</p>
<script>for (;;) {}</script>
<SCRIPT type="module">
import "x"; while (1) {}
</SCRIPT>
<script type="application/json">{"for (;;) {}": 1}</script>
`;
  expect(guardLoops(page)).toBe(
    page
      .replace("<script>for (;;) {", "<script>\n\nfor (;;) {algoroomGuard();")
      .replace('"module">', '"module">\n\n\n')
      .replace("while (1) {", "while (1) {algoroomGuard();"),
  );
});
