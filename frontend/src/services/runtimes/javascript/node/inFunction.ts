/**
 * Runs a module as an asynchronous function, where the sandbox can load no module: WebKit has no blob modules in a frame without an
 * origin, and `data:` ones would need a policy that allows scripts of every text. Lines stay as they are.
 * What differs from a module: an import holds from its line on, and an export is nothing.
 */
import {
  type ExportDefaultDeclaration,
  type ExportNamedDeclaration,
  type ImportDeclaration,
  type ImportExpression,
  type Literal,
  type MetaProperty,
  type Node,
  type Program,
  parse,
} from "acorn";
import { ADDRESS, KEY, missing, nodesOf } from "./link";
import { type Modules, plainName } from "./modules";

/** In front of the program, on its first line. */
const BEGIN = '(async function () { "use strict"; ';
const END = "\n})";

/** What stands in place of the text from `start` to `end`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const moduleOf = (name: string): string =>
  `globalThis[Symbol.for(${JSON.stringify(KEY)})].get(${JSON.stringify(name)})`;
const namespaceOf = (name: string): string => `{...${moduleOf(name)}, default: ${moduleOf(name)}}`;
const noNetwork = (address: string): string =>
  `throw new TypeError(${JSON.stringify(`There is no network in the sandbox: ${address} cannot be imported.`)})`;

function parsed(code: string): Program {
  try {
    return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true, allowHashBang: true });
  } catch (error) {
    // Its place is found anew, as for what an engine says.
    throw new SyntaxError(String((error as Error).message).replace(/ \(\d+:\d+\)$/, ""));
  }
}

function bindings({ specifiers }: ImportDeclaration, name: string, module: object): string {
  const declared = specifiers.map((specifier) => {
    const local = specifier.local.name;
    if (specifier.type === "ImportNamespaceSpecifier") return `${local} = ${namespaceOf(name)}`;
    if (specifier.type === "ImportDefaultSpecifier") return `${local} = ${moduleOf(name)}`;
    const { imported } = specifier;
    const wanted = imported.type === "Identifier" ? imported.name : String(imported.value);
    if (wanted === "default") return `${local} = ${moduleOf(name)}`;
    if (!(wanted in module)) {
      throw new SyntaxError(`The requested module '${name}' does not provide an export named '${wanted}'`);
    }
    return `${local} = ${moduleOf(name)}[${JSON.stringify(wanted)}]`;
  });
  return declared.length === 0 ? "" : `const ${declared.join(", ")};`;
}

/** The same number of lines as before: everything behind keeps its place. */
const onSameLines = (text: string, before: string): string => text + "\n".repeat(before.split("\n").length - 1);

class Rewriter {
  private readonly edits: Edit[] = [];

  constructor(
    private readonly code: string,
    private readonly modules: Modules,
  ) {}

  rewrite(): string {
    const program = parsed(this.code);
    for (const node of program.body) this.statement(node);
    for (const node of nodesOf(program)) this.expression(node);
    let body = "";
    let at = 0;
    for (const { start, end, text } of this.edits.sort((one, other) => one.start - other.start)) {
      body += this.code.slice(at, start) + text;
      at = end;
    }
    return (body + this.code.slice(at)).replace(/^#!/, "//");
  }

  private statement(node: Node): void {
    switch (node.type) {
      case "ImportDeclaration":
        this.replace(node, this.imported(node as ImportDeclaration));
        break;
      case "ExportAllDeclaration":
        this.replace(node, "");
        break;
      case "ExportNamedDeclaration": {
        const { declaration } = node as ExportNamedDeclaration;
        if (declaration) this.blank(node.start, declaration.start, "");
        else this.replace(node, "");
        break;
      }
      case "ExportDefaultDeclaration": {
        const { declaration } = node as ExportDefaultDeclaration;
        const isNamed = "id" in declaration && declaration.id !== null && declaration.type.endsWith("Declaration");
        this.blank(node.start, declaration.start, isNamed ? "" : "void ");
        break;
      }
    }
  }

  private expression(node: Node): void {
    if (node.type === "MetaProperty" && (node as MetaProperty).meta.name === "import") this.replace(node, "({})");
    if (node.type !== "ImportExpression") return;
    const { source } = node as ImportExpression;
    const specifier = source.type === "Literal" ? source.value : null;
    if (typeof specifier !== "string" || ADDRESS.test(specifier)) return;
    const name = plainName(specifier);
    const found = this.modules.has(name) ? namespaceOf(name) : `globalThis.require(${JSON.stringify(specifier)})`;
    this.replace(node, `(async () => (${found}))()`);
  }

  private imported(node: ImportDeclaration): string {
    const specifier = String(node.source.value);
    const name = plainName(specifier);
    const module = this.modules.get(name);
    if (module !== undefined) return bindings(node, name, module);
    if (ADDRESS.test(specifier)) return noNetwork(specifier);
    throw missing({ source: node.source as Literal, isDeclared: true });
  }

  private replace({ start, end }: Node, text: string): void {
    this.edits.push({ start, end, text: onSameLines(text, this.code.slice(start, end)) });
  }

  private blank(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text: text + this.code.slice(start + text.length, end).replace(/[^\n]/g, " ") });
  }
}

/**
 * The program as an expression that is a function, with the modules that it imports.
 * @throws SyntaxError where it does not parse, or imports a name that a module lacks.
 * @throws MissingModuleError where a declaration names a module that is not there.
 */
export function inFunction(code: string, modules: Modules): string {
  Object.assign(globalThis, { [Symbol.for(KEY)]: modules });
  return BEGIN + new Rewriter(code, modules).rewrite() + END;
}

/** From a place in what `inFunction` answers to the place in the program. */
export const placeInProgram = ({ line, column }: Place): Place => ({
  line,
  column: line === 1 ? Math.max(1, column - BEGIN.length) : column,
});
