/** How a program is compiled: the options, the precompiled header, and what is made of clang's complaints. */
import type { RunFile } from "../contract";
import type { Clang, Tree } from "./clang";
import { EVERYTHING, everythingFor, isPrepared } from "./everything";
import allHeaders from "./headers.hpp?raw";
import { COMMON, DIALECTS, type Dialect, HEADER, HEADER_FOLDER, LINK, PRECOMPILED } from "./options";

export interface Compiled {
  readonly module: ArrayBuffer | null;
  /** Warnings and errors, as clang writes them. */
  readonly said: string;
  /** One line about the first error. */
  readonly error: string | null;
}

const HAS_NO_EXCEPTIONS = /with exceptions disabled/;
const NOTE =
  "note: this compiler has no C++ exceptions: `throw`, `try` and `catch` cannot be used here; return the failure, or call std::abort().\n";
const OUTPUT = "program";
/** What is compiled by itself; headers come in by those that include them. */
const UNITS: Readonly<Record<Dialect, RegExp>> = { c: /\.c$/, cpp: /\.(?:cpp|cc|cxx)$/ };

export class Compilation {
  /** @param precompiled the standard library's headers, with which a program takes a quarter of the time. */
  constructor(
    private readonly clang: Clang,
    private readonly dialect: Dialect,
    private readonly precompiled: Uint8Array | null = null,
  ) {}

  /** `beside`: the other files; those that are sources are compiled and linked too, the others may be included. */
  async compile(code: string, fileName: string, beside: readonly RunFile[] = []): Promise<Compiled> {
    const others: Tree = Object.fromEntries(beside.map(({ name, text }) => [name, text]));
    const sources = [code, ...beside.map(({ text }) => text)];
    const files: Tree = { ...others, ...this.headerFiles(sources), [fileName]: code };
    const units = [fileName, ...Object.keys(others).filter((name) => UNITS[this.dialect].test(name))];
    const args = [...DIALECTS[this.dialect], ...COMMON, `-I${HEADER_FOLDER}`];
    if (this.precompiled !== null && sources.some(isPrepared)) {
      files[PRECOMPILED] = this.precompiled;
      args.push("-include-pch", PRECOMPILED);
    }
    const made = await this.run([...args, ...LINK, ...units, "-o", OUTPUT], files);
    const module = made.files?.[OUTPUT];
    const said = HAS_NO_EXCEPTIONS.test(made.said) ? made.said + NOTE : made.said;
    if (module instanceof Uint8Array) return { module: new Uint8Array(module).buffer, said, error: null };
    return { module: null, said, error: firstError(said, [fileName, ...Object.keys(others)]) };
  }

  private headerFiles(sources: readonly string[]): Tree {
    if (this.dialect === "c") return {};
    const everything = everythingFor(sources, this.precompiled !== null);
    return {
      [HEADER_FOLDER]: { [HEADER]: allHeaders, [EVERYTHING.folder]: { [EVERYTHING.name]: everything } },
    };
  }

  private async run(args: readonly string[], files: Tree): Promise<{ files: Tree | null; said: string }> {
    const decoder = new TextDecoder();
    let said = "";
    const take = (bytes: Uint8Array | null): void => {
      if (bytes !== null) said += decoder.decode(bytes, { stream: true });
    };
    try {
      return { files: await this.clang(args, files, { stdout: take, stderr: take }), said };
    } catch (error) {
      return { files: null, said: said === "" ? `${error instanceof Error ? error.message : String(error)}\n` : said };
    }
  }
}

function firstError(said: string, fileNames: readonly string[]): string {
  const names = fileNames.map((name) => name.replaceAll(".", "\\.")).join("|");
  const own = new RegExp(`^(?:\\./)?(${names}):(\\d+):\\d+: (?:fatal )?error: (.*)$`, "m").exec(said);
  if (own !== null) return `${own[3]} (${own[1]}, line ${own[2]})`;
  const undefinedSymbol = /undefined symbol: (.*)$/m.exec(said);
  if (undefinedSymbol !== null) return `${undefinedSymbol[1]} is used and defined nowhere`;
  return /error: (.*)$/m.exec(said)?.[1] ?? "The program could not be compiled.";
}
