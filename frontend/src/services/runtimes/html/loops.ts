/** Lets no loop of a page's scripts go on without a pause: each of its turns asks a guard, which ends it after a while. */
import { type Node, parse } from "acorn";

/** What the loops call; `preview.ts` puts it into the page. */
export const GUARD = "algoroomGuard";

const SCRIPTS = /(<script\b([^>]*)>)([\s\S]*?)(?=<\/script)/gi;
const TYPE = /\btype\s*=\s*["']?([^"'\s>]*)/i;
const RUNS = new Set(["", "module", "text/javascript", "application/javascript"]);
const LOOPS = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);

interface Insertion {
  readonly at: number;
  readonly text: string;
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  else if (typeof value === "object" && value !== null && "type" in value) {
    yield value as Node;
    for (const child of Object.values(value)) yield* nodesIn(child);
  }
}

function insertionsFor(program: Node): Insertion[] {
  const bodies = [...nodesIn(program)]
    .filter(({ type }) => LOOPS.has(type))
    .map((loop) => (loop as Node & { body: Node }).body);
  return bodies
    .flatMap(({ type, start, end }) =>
      type === "BlockStatement"
        ? [{ at: start + 1, text: `${GUARD}();` }]
        : [
            { at: start, text: `{${GUARD}();` },
            { at: end, text: "}" },
          ],
    )
    .sort((one, other) => one.at - other.at);
}

/** The same script with its loops guarded, line by line where it was. What does not parse stays: the browser says why. */
export function guardScript(code: string, isModule: boolean): string {
  let program: Node;
  try {
    program = parse(code, { ecmaVersion: "latest", sourceType: isModule ? "module" : "script" });
  } catch {
    return code;
  }
  let guarded = "";
  let from = 0;
  for (const { at, text } of insertionsFor(program)) {
    guarded += code.slice(from, at) + text;
    from = at;
  }
  return guarded + code.slice(from);
}

const linesIn = (text: string): number => text.split("\n").length - 1;

/**
 * The same page with the loops of its scripts guarded. Each script begins with as many empty lines as stand before it:
 * of a page that is written into a document, the browser counts the lines of each script from its beginning.
 */
export function guardLoops(html: string): string {
  return html.replace(SCRIPTS, (_, tag: string, attributes: string, code: string, at: number) => {
    const type = TYPE.exec(attributes)?.[1]?.toLowerCase() ?? "";
    if (!RUNS.has(type)) return tag + code;
    const above = linesIn(html.slice(0, at + tag.length));
    return tag + "\n".repeat(above) + guardScript(code, type === "module");
  });
}
