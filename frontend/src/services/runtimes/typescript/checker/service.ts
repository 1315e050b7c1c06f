/** TypeScript's own language service over one file, in memory. */
import type ts from "typescript-5";
import surroundings from "./surroundings.d.ts.txt?raw";

export type TypeScript = typeof ts;

const LIBRARY = "/lib/";
const SURROUNDINGS = `${LIBRARY}surroundings.d.ts`;

/** Standard libraries by their file name, for example `lib.es5.d.ts`. */
export type Libraries = Readonly<Record<string, string>>;

/** What is checked: always the newest text of one file. */
export class OneFile {
  code = "";
  version = 0;

  constructor(readonly name: string) {}

  put(code: string): void {
    if (code === this.code && this.version > 0) return;
    this.code = code;
    this.version += 1;
  }
}

/** What surrounds the service: the file, the libraries, and how a program here is read. */
export function hostOf(
  typescript: TypeScript,
  libraries: Libraries,
  file: OneFile,
  wish: ts.CompilerOptions = {},
): ts.LanguageServiceHost {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    moduleDetection: typescript.ModuleDetectionKind.Force,
    experimentalDecorators: false,
    lib: ["lib.esnext.d.ts", "lib.webworker.d.ts"],
    types: [],
    ...wish,
  };
  const read = (name: string): string | undefined => {
    if (name === file.name) return file.code;
    if (name === SURROUNDINGS) return surroundings;
    return name.startsWith(LIBRARY) ? libraries[name.slice(LIBRARY.length)] : undefined;
  };
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file.name, SURROUNDINGS],
    getScriptVersion: (name) => (name === file.name ? String(file.version) : "1"),
    getScriptSnapshot: (name) => {
      const text = read(name);
      return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => "/",
    getDefaultLibFileName: () => `${LIBRARY}lib.esnext.d.ts`,
    fileExists: (name) => read(name) !== undefined,
    readFile: read,
  };
}

/** Beyond so many the first ones matter. */
const MAX_SHOWN = 20;

export class TypeChecker {
  private readonly file: OneFile;
  private readonly service: ts.LanguageService;

  constructor(
    private readonly typescript: TypeScript,
    libraries: Libraries,
    fileName: string,
  ) {
    this.file = new OneFile(`/${fileName}`);
    this.service = typescript.createLanguageService(hostOf(typescript, libraries, this.file));
  }

  /** What is wrong with the types, a line each as `tsc` says it; empty where nothing is, or where it does not parse. */
  check(code: string): string {
    this.file.put(code);
    if (this.service.getSyntacticDiagnostics(this.file.name).length > 0) return "";
    const found = this.service
      .getSemanticDiagnostics(this.file.name)
      .filter(({ category }) => category === this.typescript.DiagnosticCategory.Error);
    const shown = found.slice(0, MAX_SHOWN).map((diagnostic) => `${this.describe(diagnostic)}\n`);
    const more = found.length - shown.length;
    return shown.join("") + (more > 0 ? `… and ${more} more type errors\n` : "");
  }

  private describe({ file, start, code, messageText }: ts.Diagnostic): string {
    const said = this.typescript.flattenDiagnosticMessageText(messageText, "\n");
    if (file === undefined || start === undefined) return `error TS${code}: ${said}`;
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    return `${file.fileName.slice(1)}:${line + 1}:${character + 1} - error TS${code}: ${said}`;
  }
}
