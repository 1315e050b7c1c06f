/** TypeScript's service answers as a language server, about TypeScript and JavaScript. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import ts from "typescript-5";
import { describe, expect, it } from "vitest";
import type { RunFile } from "../../runtimes/contract";
import { FILES } from "../beside";
import type { CompletionList } from "../lsp";
import { TypeScriptServer } from "./server";

const folder = dirname(createRequire(import.meta.url).resolve("typescript-5"));
const libraries = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.startsWith("lib."))
    .map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]),
);

/** A server with one file open and others beside it; `|` in the text is the caret. */
function open(languageId: "typescript" | "javascript", marked: string, beside: readonly RunFile[] = []) {
  const uri = languageId === "typescript" ? "file:///src/main.ts" : "file:///src/main.js";
  const server = new TypeScriptServer(ts, libraries);
  const before = marked.split("|")[0] ?? "";
  const lines = before.split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  server.notify(FILES, { changed: beside, removed: [] });
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId, version: 0, text: marked.replace("|", "") },
  });
  const ask = (method: string) => server.answer(`textDocument/${method}`, { textDocument: { uri }, position });
  const messages = () => server.diagnose()[0]?.diagnostics.map(({ message }) => message) ?? [];
  return { server, uri, ask, messages };
}

describe("the server", () => {
  it("suggests the members of what stands before the dot, chosen by what is typed", () => {
    const { ask } = open("typescript", "const xs = new Map<string, number>();\nxs.ge|");
    expect(ask("completion")).toMatchObject({ isIncomplete: false, items: [{ label: "get", kind: 2 }] });
  });

  it("sends no more than a person reads", () => {
    const { ask } = open("javascript", "|");
    const { items, isIncomplete } = ask("completion") as { items: unknown[]; isIncomplete: boolean };
    expect([items.length, isIncomplete]).toEqual([100, true]);
  });

  it("explains a name and the call that is being written", () => {
    const program = "/** Adds. */\nfunction add(a: number, b: number) {\n  return a + b;\n}\nadd(1, |)";
    const { ask, server, uri } = open("typescript", program);
    expect(ask("signatureHelp")).toMatchObject({
      activeParameter: 1,
      signatures: [
        { label: "add(a: number, b: number): number", parameters: [{ label: [4, 13] }, { label: [15, 24] }] },
      ],
    });
    const hover = server.answer("textDocument/hover", {
      textDocument: { uri },
      position: { line: 4, character: 1 },
    }) as { contents: { value: string } };
    expect(hover.contents.value).toContain("function add(a: number, b: number): number");
    expect(hover.contents.value).toContain("Adds.");
  });

  describe("with files beside", () => {
    const HELPER =
      "/** How many. */\nexport const count: number = 1;\nexport function share(n: number) { return n; }\n";
    const hover = ({ ask }: ReturnType<typeof open>) =>
      (ask("hover") as { contents: { value: string } } | null)?.contents.value;
    const labels = ({ ask }: ReturnType<typeof open>) =>
      (ask("completion") as CompletionList).items.map(({ label }) => label);

    it.each([
      ["typescript", "helper.ts", "./helper"],
      ["typescript", "helper.ts", "./helper.ts"],
      ["typescript", "helper.ts", "./helper.js"],
      ["javascript", "helper.js", "./helper.js"],
      ["javascript", "helper.js", "./helper"],
    ] as const)("%s imports %s as %s, whose types are known", (language, name, specifier) => {
      const text = language === "typescript" ? HELPER : HELPER.replaceAll(": number", "");
      const files = [{ name, text }];
      const beginning = `import { count, share } from "${specifier}";\n`;
      expect(open(language, `${beginning}share(count);|`, files).messages()).toEqual([]);
      expect(hover(open(language, `${beginning}co|unt;`, files))).toContain("How many.");
      expect(labels(open(language, `${beginning}sha|`, files))).toContain("share");
      expect(labels(open(language, `import { sha| } from "${specifier}";`, files))).toEqual(["share"]);
      expect(open(language, `${beginning}share(1, 2);`, files).messages()).toEqual([
        expect.stringMatching(/^Expected /),
      ]);
    });

    it("requires in JavaScript what another file gives as a CommonJS module", () => {
      const files = [{ name: "helper.js", text: "module.exports = { share: (n) => n };\n" }];
      const program = 'const helper = require("./helper");\nhelper.sha|';
      expect(open("javascript", program, files).ask("completion")).toMatchObject({ items: [{ label: "share" }] });
    });

    it("follows what becomes of them", () => {
      const { server, messages } = open("typescript", 'import { count } from "./helper";\nconst n: string = count;');
      const tell = (changed: readonly RunFile[], removed: readonly string[] = []) =>
        server.notify(FILES, { changed, removed });
      expect(messages()).toEqual([expect.stringContaining("Cannot find module './helper'")]);
      expect(tell([{ name: "helper.ts", text: HELPER }])).toBe(true);
      expect(messages()).toEqual(["Type 'number' is not assignable to type 'string'."]);
      tell([{ name: "helper.ts", text: "export const count = 'one';" }]);
      expect(messages()).toEqual([]);
      tell([], ["helper.ts"]);
      expect(messages()).toEqual([expect.stringContaining("Cannot find module './helper'")]);
      tell([{ name: "helper.ts", text: HELPER }]);
      expect(messages()).toEqual(["Type 'number' is not assignable to type 'string'."]);
    });

    it("says something of a module that is none of them", () => {
      expect(open("typescript", "import { a } from 'helper';\na();").messages().join()).toContain("Cannot find module");
    });
  });

  it("follows changes", () => {
    const { server, uri, messages } = open("typescript", "const n: number = 1;\n|");
    expect(messages()).toEqual([]);
    const range = { start: { line: 0, character: 18 }, end: { line: 0, character: 19 } };
    const change = { textDocument: { uri, version: 1 }, contentChanges: [{ range, text: '"one"' }] };
    expect(server.notify("textDocument/didChange", change)).toBe(true);
    expect(messages()).toEqual(["Type 'string' is not assignable to type 'number'."]);
  });

  it("finds in JavaScript what is wrong in any reading, and nothing that types would mind", () => {
    const program = [
      "const node = { value: 1, next: null };",
      "node.next = { value: 2, next: null };",
      "node.label = 'first';",
      "function add(a, b) { return a + b; }",
      "add(1, 2, 3);",
      "conosle.log(node);",
    ];
    expect(open("javascript", program.join("\n")).messages()).toEqual([
      "Expected 0-2 arguments, but got 3.",
      "Cannot find name 'conosle'. Did you mean 'console'?",
    ]);
  });

  it("does not mind in TypeScript that a type is not told", () => {
    expect(open("typescript", "function twice(x) {\n  return x * 2;\n}\ntwice(2);").messages()).toEqual([]);
  });
});
