/**
 * The session's other files as modules: each is evaluated once, when it is first imported or required, as CommonJS. One that
 * imports or exports is made CommonJS first (`asFunction`), so that `import` and `require` lead to the same module.
 */
import type { RunFile } from "../../contract";
import type { Source } from "../errors";
import type { Compile } from "../program";
import { asFunction } from "./inFunction";
import { MissingModuleError } from "./missing";
import { type Modules, plainName } from "./modules";

type Evaluate = (exports: object, require: (name: string) => object, module: { exports: object }) => void;

const RELATIVE = /^\.\/([^/]+)$/;
/** In the order in which they are looked for behind a name without one. */
const ENDINGS = ["", ".js", ".mjs", ".cjs", ".ts", ".json"];

export interface OwnModules extends Modules {
  /** What was evaluated, by the names of the files. */
  readonly sources: ReadonlyMap<string, Source>;
}

/** The modules of Node and the files, by the names by which they are imported. */
export class FileModules implements OwnModules {
  readonly sources = new Map<string, Source>();
  private readonly loaded = new Map<string, { exports: object }>();
  private readonly files: ReadonlyMap<string, string>;

  constructor(
    private readonly own: Modules,
    files: readonly RunFile[],
    private readonly compile: Compile,
  ) {
    this.files = new Map(files.map(({ name, text }) => [name, text]));
  }

  has(name: string): boolean {
    return this.own.has(name) || this.fileOf(name) !== null;
  }

  /** Evaluates the file where it is the first time. */
  get(name: string): object | undefined {
    const file = this.fileOf(name);
    return file === null ? this.own.get(name) : this.load(file);
  }

  /** @throws MissingModuleError */
  readonly require = (specifier: string): object => {
    const module = this.get(plainName(specifier));
    if (module === undefined) throw new MissingModuleError(specifier, null);
    return module;
  };

  private fileOf(specifier: string): string | null {
    const name = RELATIVE.exec(specifier)?.[1];
    if (name === undefined) return null;
    const found = ENDINGS.map((ending) => name + ending).find((candidate) => this.files.has(candidate));
    if (found !== undefined) return found;
    // As TypeScript has it: what is imported is what will be made of the file.
    const written = name.replace(/\.js$/, ".ts");
    return this.files.has(written) ? written : null;
  }

  private load(name: string): object {
    // One that is under way, where files import each other in a circle, is taken as far as it is.
    const known = this.loaded.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    this.loaded.set(name, module);
    const text = this.files.get(name) ?? "";
    if (name.endsWith(".json")) module.exports = JSON.parse(text);
    else this.evaluate(name, text, module);
    return module.exports;
  }

  private evaluate(name: string, text: string, module: { exports: object }): void {
    this.sources.set(name, { code: text, compiled: text, originalPlace: (place) => place });
    try {
      const { compiled, originalPlace } = this.compile(text, name);
      const { text: made, placeIn } = asFunction(compiled, this);
      this.sources.set(name, { code: text, compiled, originalPlace: (place) => originalPlace(placeIn(place)) });
      // biome-ignore lint/security/noGlobalEval: this is a part of the program, in the sandbox that is there for it.
      const evaluate = globalThis.eval(`${made}\n//# sourceURL=${name}`) as Evaluate;
      evaluate.call(module.exports, module.exports, this.require, module);
    } catch (error) {
      // The one that is innermost: the others only import it.
      if (error instanceof Error && !("file" in error)) Object.defineProperty(error, "file", { value: name });
      throw error;
    }
  }
}
