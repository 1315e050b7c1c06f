/** When a text at the prompt is whole, so that Enter may evaluate it: as Python's own prompt decides, from the text alone. */

const OPENING = "([{";
const CLOSING = ")]}";
const TOKEN = /("""|''')[\s\S]*?(?:\1|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*|[()[\]{}]/g;

/** Whether a bracket or a text in three quotes is still open. */
function isOpen(text: string): boolean {
  let depth = 0;
  for (const [token, quotes] of text.matchAll(TOKEN)) {
    if (quotes !== undefined) {
      if (token.length < 6 || !token.endsWith(quotes)) return true;
    } else if (OPENING.includes(token)) depth += 1;
    else if (CLOSING.includes(token)) depth -= 1;
  }
  return depth > 0;
}

/** Whether Enter evaluates the text; if not, it begins another line. A block ends with an empty line. */
export function isWhole(text: string): boolean {
  if (isOpen(text) || text.endsWith("\\")) return false;
  const lines = text.split("\n");
  const last = lines.at(-1) ?? "";
  if (/:\s*(?:#.*)?$/.test(last) || /^\s*@/.test(last)) return false;
  return !/^\s/.test(last) || last.trim() === "";
}

/** How far the next line is indented behind this text. */
export function indentOf(text: string): string {
  const last = text.split("\n").at(-1) ?? "";
  const indent = /^\s*/.exec(last)?.[0] ?? "";
  return /:\s*(?:#.*)?$/.test(last) ? `${indent}    ` : indent;
}
