/** Leads a program's imports to the modules that are there; everything else stays in its place, to the column where it can. */
import { type Literal, type Node, parse } from "acorn";
import { MissingModuleError } from "./missing";
import { isEsModule, type Modules, plainName } from "./modules";

/** Where the modules lie for the texts that stand in for them. */
export const KEY = "algoroom.modules";

const MAY_IMPORT = /\b(?:import|from)\b/;
const IMPORTERS = new Set(["ImportDeclaration", "ImportExpression", "ExportNamedDeclaration", "ExportAllDeclaration"]);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const RESERVED = new Set("default delete new function class import export return switch".split(" "));

/** What has a scheme, but for Node's own: the sandbox refuses it by itself. */
export const ADDRESS = /^(?!node:)[a-z][a-z+.-]*:/i;

/** A specifier, and whether the program cannot begin without it. */
interface Import {
  readonly source: Literal;
  readonly isDeclared: boolean;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* nodesOf(child);
}

/** What a program imports, in order. Nothing where it does not parse: the engine says what is wrong. */
function importsOf(code: string): Import[] {
  if (!MAY_IMPORT.test(code)) return [];
  try {
    const program = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true, allowHashBang: true });
    return [...nodesOf(program)]
      .filter(({ type }) => IMPORTERS.has(type))
      .map((node) => ({
        source: (node as Node & { source: Literal | null }).source,
        isDeclared: node.type !== "ImportExpression",
      }))
      .filter((found): found is Import => typeof found.source?.value === "string")
      .sort((one, other) => one.source.start - other.source.start);
  } catch {
    return [];
  }
}

function standIn(name: string, module: object): string {
  const names = Object.keys(module).filter((key) => IDENTIFIER.test(key) && !RESERVED.has(key));
  const exported = names.map((key) => `export const ${key} = it.${key};`).join("");
  const byDefault = isEsModule(module)
    ? "default" in module
      ? "export default it.default;"
      : ""
    : "export default it;";
  return `const it = globalThis[Symbol.for("${KEY}")].get(${JSON.stringify(name)});${byDefault}${exported}`;
}

/** What `require` would say, for an import that the program may catch. */
const raise = (specifier: string): string => `throw globalThis.require(${JSON.stringify(specifier)})`;

export function missing({ source: { value, loc }, isDeclared }: Import): MissingModuleError {
  const start = loc?.start;
  const place = start === undefined ? null : { line: start.line, column: start.column + 1 };
  return new MissingModuleError(String(value), isDeclared ? place : null);
}

/**
 * The same program with the specifiers of modules replaced by addresses that `urlOf` gives to their texts.
 * @throws MissingModuleError where a declaration names a module that is not there.
 */
export function linkImports(code: string, modules: Modules, urlOf: (module: string) => string): string {
  Object.assign(globalThis, { [Symbol.for(KEY)]: modules });
  let linked = "";
  let at = 0;
  for (const found of importsOf(code)) {
    const { start, end, value } = found.source;
    const name = plainName(String(value));
    const module = modules.get(name);
    if (module === undefined && ADDRESS.test(String(value))) continue;
    if (module === undefined && found.isDeclared) throw missing(found);
    const text = module === undefined ? raise(String(value)) : standIn(name, module);
    linked += `${code.slice(at, start)}${JSON.stringify(urlOf(text))}`;
    at = end;
  }
  return linked + code.slice(at);
}
