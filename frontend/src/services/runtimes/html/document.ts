/** Makes of a page what is written into the frame: with the session's files in it, and its loops guarded. */
import type { RunFile } from "../contract";
import { guardScript } from "./loops";

const SCRIPTS = /<script\b([^>]*)>([\s\S]*?)(?=<\/script)/gi;
const LINKS = /<link\b[^>]*>/gi;
const RUNS = new Set(["", "module", "text/javascript", "application/javascript"]);

/** The value of an attribute in a tag. */
const attributeOf = (name: string, tag: string): string | null =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]*))`, "i")
    .exec(tag)
    ?.slice(1)
    .find((value) => value !== undefined) ?? null;

const without = (name: string, attributes: string): string =>
  attributes.replace(new RegExp(`\\s${name}\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s>]*)`, "i"), "");

const linesIn = (text: string): number => text.split("\n").length - 1;

/** What a page calls a file of the session; null for everything else. */
function fileOf(address: string | null, files: readonly RunFile[]): RunFile | null {
  return files.find(({ name }) => name === address?.replace(/^\.\//, "")) ?? null;
}

/** A script as errors are to name it: those of a page that is written into a document have no name by themselves. */
const named = (code: string, name: string): string => `${code}\n//# sourceURL=${name}\n`;

/**
 * The page to be written. Scripts and styles that it takes from the session's files stand in it. A script of its own begins
 * with as many empty lines as stand before it: the browser counts the lines of each script from its beginning.
 */
export function documentOf(html: string, fileName: string, files: readonly RunFile[] = []): string {
  const scripted = html.replace(SCRIPTS, (whole: string, attributes: string, code: string, at: number) => {
    const type = attributeOf("type", attributes)?.toLowerCase() ?? "";
    if (!RUNS.has(type)) return whole;
    const file = fileOf(attributeOf("src", attributes), files);
    const isModule = type === "module";
    if (file !== null) {
      const own = guardScript(file.text, isModule).replace(/<\/script/gi, "<\\/script");
      return `<script${without("src", attributes)}>${named(own, file.name)}`;
    }
    const above = linesIn(html.slice(0, at)) + linesIn(attributes);
    return `<script${attributes}>${"\n".repeat(above)}${named(guardScript(code, isModule), fileName)}`;
  });
  return scripted.replace(LINKS, (tag) => {
    const file =
      attributeOf("rel", tag)?.toLowerCase() === "stylesheet" ? fileOf(attributeOf("href", tag), files) : null;
    return file === null ? tag : `<style>${file.text.replace(/<\/style/gi, "<\\/style")}</style>`;
  });
}
