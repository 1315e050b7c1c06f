/** Prettier, for JavaScript, TypeScript and pages. */
import * as babel from "prettier/plugins/babel";
import * as estree from "prettier/plugins/estree";
import * as typescript from "prettier/plugins/typescript";
import { format } from "prettier/standalone";
import { serveFormatter, UnreadableText } from "./serve";

function lineOf(error: unknown): number | null {
  const { loc } = error as { readonly loc?: { readonly start?: { readonly line?: unknown } } };
  return typeof loc?.start?.line === "number" ? loc.start.line : null;
}

/** What pages need besides, loaded when the first one is formatted. */
const forPages = async () => [await import("prettier/plugins/html"), await import("prettier/plugins/postcss")];

serveFormatter(async ({ fileName, text, indent }) => {
  const isPage = fileName.endsWith(".html");
  const parser = isPage ? "html" : fileName.endsWith(".ts") ? "typescript" : "babel";
  try {
    const plugins = [estree, typescript, babel, ...(isPage ? await forPages() : [])];
    return await format(text, { parser, plugins, tabWidth: indent });
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnreadableText(lineOf(error));
    throw error;
  }
});
