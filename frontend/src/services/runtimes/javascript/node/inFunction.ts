/**
 * Runs a module as an asynchronous function, where the sandbox can load no module: WebKit has no blob modules in a frame without an
 * origin, and `data:` ones would need a policy that allows scripts of every text. Lines stay as they are.
 * What differs from a module: an import holds from its line on, and an export is nothing.
 */
import {
  type ExportAllDeclaration,
  type ExportDefaultDeclaration,
  type ExportNamedDeclaration,
  type Identifier,
  type ImportDeclaration,
  type ImportExpression,
  type Literal,
  type MetaProperty,
  type Node,
  type Pattern,
  type Program,
  parse,
  type VariableDeclaration,
} from "acorn";
import { ADDRESS, KEY, missing, nodesOf } from "./link";
import { isEsModule, type Modules, plainName } from "./modules";

/** In front of the program, on its first line. */
const BEGIN = '(async function () { "use strict"; ';
const END = "\n})";

/** What a module's default is called within it. */
const DEFAULT = "$d";

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
const defaultOf = (name: string, module: object): string =>
  isEsModule(module) ? `${moduleOf(name)}.default` : moduleOf(name);
const namespaceOf = (name: string, module: object): string =>
  isEsModule(module) ? moduleOf(name) : `{...${moduleOf(name)}, default: ${moduleOf(name)}}`;
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

const nameOf = (node: Identifier | Literal): string => (node.type === "Identifier" ? node.name : String(node.value));

function checkExport(name: string, module: object, wanted: string): void {
  if (wanted in module) return;
  throw new SyntaxError(`The requested module '${name}' does not provide an export named '${wanted}'`);
}

function bindings({ specifiers }: ImportDeclaration, name: string, module: object): string {
  const declared = specifiers.map((specifier) => {
    const local = specifier.local.name;
    if (specifier.type === "ImportNamespaceSpecifier") return `${local} = ${namespaceOf(name, module)}`;
    if (specifier.type === "ImportDefaultSpecifier") return `${local} = ${defaultOf(name, module)}`;
    const wanted = nameOf(specifier.imported);
    if (wanted === "default") return `${local} = ${defaultOf(name, module)}`;
    checkExport(name, module, wanted);
    return `${local} = ${moduleOf(name)}[${JSON.stringify(wanted)}]`;
  });
  return declared.length === 0 ? "" : `const ${declared.join(", ")};`;
}

/** The names that a declaration binds. */
function* boundBy(declaration: Node): Generator<string> {
  if (declaration.type !== "VariableDeclaration") {
    yield nameOf((declaration as Node & { id: Identifier }).id);
    return;
  }
  for (const { id } of (declaration as VariableDeclaration).declarations) yield* boundByPattern(id);
}

function* boundByPattern(pattern: Pattern): Generator<string> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern.name;
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        yield* boundByPattern(property.type === "RestElement" ? property.argument : property.value);
      }
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element !== null) yield* boundByPattern(element);
      break;
    case "AssignmentPattern":
      yield* boundByPattern(pattern.left);
      break;
    case "RestElement":
      yield* boundByPattern(pattern.argument);
      break;
  }
}

/** The same number of lines as before: everything behind keeps its place. */
const onSameLines = (text: string, before: string): string => text + "\n".repeat(before.split("\n").length - 1);

class Rewriter {
  private readonly edits: Edit[] = [];

  /** @param exported takes what is exported: a name, and the expression of what it stands for. */
  constructor(
    private readonly code: string,
    private readonly modules: Modules,
    private readonly exported: ((name: string, expression: string) => void) | null = null,
  ) {}

  rewrite(program: Program = parsed(this.code)): string {
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
        this.replace(node, this.exported === null ? "" : this.everything(node as ExportAllDeclaration));
        break;
      case "ExportNamedDeclaration": {
        const { declaration } = node as ExportNamedDeclaration;
        if (this.exported !== null) this.names(node as ExportNamedDeclaration, this.exported);
        if (declaration) this.blank(node.start, declaration.start, "");
        else this.replace(node, "");
        break;
      }
      case "ExportDefaultDeclaration": {
        const { declaration } = node as ExportDefaultDeclaration;
        const isNamed = "id" in declaration && declaration.id !== null && declaration.type.endsWith("Declaration");
        if (this.exported === null) this.blank(node.start, declaration.start, isNamed ? "" : "void ");
        else this.byDefault(node, declaration, isNamed ? nameOf(declaration.id as Identifier) : null, this.exported);
        break;
      }
    }
  }

  private byDefault(
    { start, end }: Node,
    declaration: Node,
    named: string | null,
    exported: (name: string, expression: string) => void,
  ): void {
    exported("default", named ?? DEFAULT);
    this.blank(start, declaration.start, named === null ? `const ${DEFAULT} = ` : "");
    // A function without a name ends without a semicolon, and what it has become does not.
    if (named === null) this.edits.push({ start: end, end, text: ";" });
  }

  /** What `export { … }`, `export { … } from` and `export const …` give out. */
  private names(
    { declaration, specifiers, source }: ExportNamedDeclaration,
    exported: (name: string, expression: string) => void,
  ): void {
    if (declaration) for (const name of boundBy(declaration)) exported(name, name);
    const from = source ? plainName(String(source.value)) : null;
    const module = from === null ? null : this.modules.get(from);
    if (source && !module) throw missing({ source, isDeclared: true });
    for (const specifier of specifiers) {
      const local = nameOf(specifier.local);
      if (from === null || !module) exported(nameOf(specifier.exported), local);
      else if (local === "default") exported(nameOf(specifier.exported), defaultOf(from, module));
      else {
        checkExport(from, module, local);
        exported(nameOf(specifier.exported), `${moduleOf(from)}[${JSON.stringify(local)}]`);
      }
    }
  }

  /** `export * from`: what the other module has then. */
  private everything({ source, exported }: ExportAllDeclaration): string {
    const name = plainName(String(source.value));
    const module = this.modules.get(name);
    if (module === undefined) throw missing({ source, isDeclared: true });
    if (exported) {
      this.exported?.(nameOf(exported), namespaceOf(name, module));
      return "";
    }
    for (const key of Object.keys(module)) {
      if (key !== "default") this.exported?.(key, `${moduleOf(name)}[${JSON.stringify(key)}]`);
    }
    return "";
  }

  private expression(node: Node): void {
    if (node.type === "MetaProperty" && (node as MetaProperty).meta.name === "import") this.replace(node, "({})");
    if (node.type !== "ImportExpression") return;
    const { source } = node as ImportExpression;
    const specifier = source.type === "Literal" ? source.value : null;
    if (typeof specifier !== "string" || ADDRESS.test(specifier)) return;
    const name = plainName(specifier);
    const module = this.modules.has(name) ? this.modules.get(name) : undefined;
    const found = module !== undefined ? namespaceOf(name, module) : `globalThis.require(${JSON.stringify(specifier)})`;
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

const MAY_BE_MODULE = /\b(?:import|export)\b/;
const BEGIN_FILE = "(function (exports, require, module) { ";

/** A file of a program as the function that a CommonJS loader calls; lines stay, and `placeIn` leads columns back. */
export function asFunction(
  code: string,
  modules: Modules,
): { readonly text: string; readonly placeIn: (place: Place) => Place } {
  Object.assign(globalThis, { [Symbol.for(KEY)]: modules });
  const program = MAY_BE_MODULE.test(code) ? parsed(code) : null;
  const isModule = program?.body.some(({ type }) => /^(?:Import|Export).*Declaration$/.test(type)) === true;
  const exports = new Map<string, string>();
  const body =
    program === null
      ? code.replace(/^#!/, "//")
      : new Rewriter(code, modules, (name, expression) => exports.set(name, expression)).rewrite(program);
  const given = [...exports].map(
    ([name, expression]) =>
      `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, get: () => ${expression} }); `,
  );
  const isOne = 'Object.defineProperty(exports, "__esModule", { value: true }); ';
  const begin = BEGIN_FILE + (isModule ? `"use strict"; ${isOne}${given.join("")}` : "");
  const placeIn = ({ line, column }: Place): Place => ({
    line,
    column: line === 1 ? Math.max(1, column - begin.length) : column,
  });
  return { text: begin + body + END, placeIn };
}

/** From a place in what `inFunction` answers to the place in the program. */
export const placeInProgram = ({ line, column }: Place): Place => ({
  line,
  column: line === 1 ? Math.max(1, column - BEGIN.length) : column,
});
