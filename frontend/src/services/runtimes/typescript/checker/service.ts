/** TypeScript's own language service over a file and those beside it, in memory. */
import type ts from "typescript-5";
import type { RunFile } from "../../contract";
import surroundings from "./surroundings.d.ts.txt?raw";

export type TypeScript = typeof ts;

const LIBRARY = "/lib/";
const SURROUNDINGS = `${LIBRARY}surroundings.d.ts`;

/** Standard libraries by their file name, for example `lib.es5.d.ts`. */
export type Libraries = Readonly<Record<string, string>>;

/** A file that was removed and comes back is another one, so that no two texts have the same version. */
let versions = 0;

/** What is checked: always the newest text of one file. */
export class OneFile {
  code = "";
  version = 0;

  constructor(readonly name: string) {}

  put(code: string): void {
    if (code === this.code && this.version > 0) return;
    this.code = code;
    versions += 1;
    this.version = versions;
  }
}

/** The files beside it, as they were put last. */
export class FilesBeside {
  private readonly files = new Map<string, OneFile>();

  /** @param folder where they are, with a slash at its end */
  constructor(private readonly folder = "/") {}

  /** They are these, and no others. */
  put(files: readonly RunFile[]): void {
    const names = new Set(files.map(({ name }) => this.folder + name));
    for (const name of this.files.keys()) if (!names.has(name)) this.files.delete(name);
    this.change(files, []);
  }

  change(changed: readonly RunFile[], removed: readonly string[]): void {
    for (const name of removed) this.files.delete(this.folder + name);
    for (const { name, text } of changed) {
      const file = this.files.get(this.folder + name) ?? new OneFile(this.folder + name);
      file.put(text);
      this.files.set(file.name, file);
    }
  }

  get(name: string): OneFile | undefined {
    return this.files.get(name);
  }

  /** Those that are read as programs. */
  scripts(): string[] {
    return [...this.files.keys()].filter((name) => /\.[cm]?[jt]s$/.test(name));
  }
}

/** What surrounds the service: the file, the libraries, and how a program here is read. */
export function hostOf(
  typescript: TypeScript,
  libraries: Libraries,
  file: OneFile,
  wish: ts.CompilerOptions = {},
  beside = new FilesBeside(),
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
    allowJs: true,
    checkJs: false,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    ...wish,
  };
  const read = (name: string): string | undefined => {
    if (name === file.name) return file.code;
    if (name === SURROUNDINGS) return surroundings;
    const other = beside.get(name);
    if (other !== undefined) return other.code;
    return name.startsWith(LIBRARY) ? libraries[name.slice(LIBRARY.length)] : undefined;
  };
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file.name, ...beside.scripts(), SURROUNDINGS],
    getScriptVersion: (name) => String((name === file.name ? file : beside.get(name))?.version ?? 1),
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
  private readonly beside = new FilesBeside();
  private readonly service: ts.LanguageService;

  constructor(
    private readonly typescript: TypeScript,
    libraries: Libraries,
    fileName: string,
  ) {
    this.file = new OneFile(`/${fileName}`);
    this.service = typescript.createLanguageService(hostOf(typescript, libraries, this.file, {}, this.beside));
  }

  /** What is wrong with the types, a line each as `tsc` says it; empty where nothing is, or where it does not parse. */
  check(code: string, files: readonly RunFile[] = []): string {
    this.file.put(code);
    this.beside.put(files);
    const names = [this.file.name, ...this.beside.scripts().filter((name) => name.endsWith("ts"))];
    if (names.some((name) => this.service.getSyntacticDiagnostics(name).length > 0)) return "";
    const found = names
      .flatMap((name) => this.service.getSemanticDiagnostics(name))
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
