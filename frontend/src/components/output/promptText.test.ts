/** What Enter does at the prompt. */
import { expect, test } from "vitest";
import { indentOf, isWhole } from "./promptText";

test.each([
  "x + 1",
  "print((1, 2))",
  "f(\n  1,\n)",
  "s = 'a(b'",
  "x  # (",
  "for i in x:\n    print(i)\n",
  "d[1:]",
  '"""a\nb"""',
  "",
])("%j is evaluated", (text) => expect(isWhole(text)).toBe(true));

test.each([
  "for i in x:",
  "if x:  # always",
  "f(",
  "for i in x:\n    print(i)",
  "@cache",
  "x = 1 + \\",
  '"""a',
  "d = {",
])("behind %j another line begins", (text) => expect(isWhole(text)).toBe(false));

test("the next line is indented as the last one, and further behind a colon", () => {
  expect(indentOf("if x:")).toBe("    ");
  expect(indentOf("if x:\n    y = 1")).toBe("    ");
  expect(indentOf("if x:\n    if y:")).toBe("        ");
  expect(indentOf("x")).toBe("");
});
