/** Lets no loop of a script go on without a pause: each of its turns asks a guard, which ends it after a while. */
import { type Node, parse } from "acorn";

/** What the loops call; `preview.ts` puts it into the page. */
export const GUARD = "algoroomGuard";

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
