/** Prettier, for JavaScript and TypeScript. */

import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { format } from "prettier/standalone";
import { serveFormatter, UnreadableText } from "./serve";

function lineOf(error: unknown): number | null {
  const { loc } = error as { readonly loc?: { readonly start?: { readonly line?: unknown } } };
  return typeof loc?.start?.line === "number" ? loc.start.line : null;
}

serveFormatter(async ({ fileName, text, indent }) => {
  const parser = fileName.endsWith(".ts") ? "typescript" : "babel";
  try {
    return await format(text, { parser, plugins: [estree, typescript, babel], tabWidth: indent });
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnreadableText(lineOf(error));
    throw error;
  }
});
