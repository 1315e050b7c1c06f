/** A script of SQL statements and of the shell's own commands, run with those that it reads to its end or first error. */
import type { RunFile, RunRequest } from "../contract";
import type { Ending, WorkerHost } from "../sandbox/worker";
import type { Style } from "./printer";

/** What the shell's command lines may do. */
export interface Shell {
  readonly style: Style;
  write(text: string): void;
  /** What the database has to say beside its answers. */
  warn(text: string): void;
  /** Runs a query and prints its answer. */
  query(sql: string): Promise<void>;
  /** Runs another file of the session, as if it stood here. */
  read(name: string): Promise<void>;
}

/** A command of the shell: how its line looks, and what it does with what the pattern caught. */
export interface Command {
  readonly pattern: RegExp;
  readonly run: (shell: Shell, ...caught: string[]) => void | Promise<void>;
}

/** Thrown by a database for a statement; `offset` is the place within it, in UTF-16 units, where that is known. */
export class SqlError extends Error {
  override name = "SqlError";

  constructor(
    message: string,
    readonly offset: number | null = null,
    /** A sentence below the error. */
    readonly note: string | null = null,
  ) {
    super(message);
  }
}

/** One kind of database. */
export interface Dialect {
  readonly commands: readonly Command[];
  /** What a line of the shell's own begins with. */
  readonly commandMark: string;
  /** Runs the first statement of the text, prints its answer, and returns the statement's length. @throws SqlError */
  runFirst(text: string, shell: Shell): Promise<number>;
}

/** A database lies in its worker's memory and may take so much of it. */
export const MAX_DATABASE_BYTES = 256 * 1024 * 1024;
export const DATABASE_FULL = "out of memory: a database may have 256 MB here";

/** Runs a query whose answer stands without borders and headers. */
export async function queryBare(shell: Shell, sql: string): Promise<void> {
  const style = { ...shell.style };
  Object.assign(shell.style, { aligned: false, headers: false });
  await shell.query(sql);
  Object.assign(shell.style, style);
}

/** A name within SQL, as a text. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** So deep files may read each other; beyond it they do so in a circle. */
const MAX_DEPTH = 16;

/** Thrown where an error was told already, with its own file and line; its message is one line about it. */
class Reported extends Error {
  override name = "Reported";
}

/** `"a name"`, `'a name'` or `name`, with `./` before it or not. */
const plainName = (written: string): string => written.replace(/^(["'])(.*)\1$/, "$2").replace(/^\.\//, "");

const BLANK = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/;
const FIRST_LINE = /^[^\n]*/;

const linesIn = (text: string): number => text.split("\n").length;

/** Runs one script in a worker that is there for nothing else. */
export class Script {
  private readonly encoder = new TextEncoder();
  private readonly style: Style = { aligned: true, headers: true };

  constructor(
    private readonly dialect: Dialect,
    private readonly request: RunRequest,
    private readonly host: WorkerHost,
  ) {}

  async run(): Promise<Ending> {
    const startedAt = performance.now();
    const { fileName, code } = this.request;
    const error = await this.runFile({ name: fileName, text: code }, 0).then(
      () => null,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    const durationMs = performance.now() - startedAt;
    return { outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false };
  }

  /** @throws Reported */
  private async runFile(file: RunFile, depth: number): Promise<void> {
    const shell = this.shellAt(depth);
    for (let at = 0; ; ) {
      const rest = file.text.slice(at);
      const blank = BLANK.exec(rest)?.[0].length ?? 0;
      at += blank;
      const text = rest.slice(blank);
      if (text === "") return;
      try {
        at += text.startsWith(this.dialect.commandMark)
          ? await this.runCommand(text, shell)
          : await this.dialect.runFirst(text, shell);
      } catch (error) {
        if (error instanceof Reported) throw error;
        throw new Reported(this.report(error, file, at));
      }
    }
  }

  private shellAt(depth: number): Shell {
    const shell: Shell = {
      style: this.style,
      write: (text) => this.host.write("stdout", this.encoder.encode(text)),
      warn: (text) => this.host.write("stderr", this.encoder.encode(text)),
      query: async (sql) => void (await this.dialect.runFirst(sql, shell)),
      read: (name) => this.read(plainName(name), depth + 1),
    };
    return shell;
  }

  private async read(name: string, depth: number): Promise<void> {
    const { files = [], fileName, code } = this.request;
    const all = [{ name: fileName, text: code }, ...files];
    const file = all.find((one) => one.name === name);
    if (file === undefined) {
      const names = all.map((one) => one.name).join(", ");
      throw new SqlError(`there is no file ${name} in this session`, 0, `Files here: ${names}.`);
    }
    if (depth > MAX_DEPTH) throw new SqlError(`files read each other more than ${MAX_DEPTH} deep`, 0);
    await this.runFile(file, depth);
  }

  private async runCommand(text: string, shell: Shell): Promise<number> {
    const [line = ""] = FIRST_LINE.exec(text) ?? [];
    for (const { pattern, run } of this.dialect.commands) {
      const found = pattern.exec(line.trim());
      if (found === null) continue;
      await run(shell, ...found.slice(1).map((part) => part ?? ""));
      return line.length;
    }
    const known = this.dialect.commands.map(({ pattern }) => /[.\\]+(\w+)/.exec(pattern.source)?.[1] ?? "");
    const names = [...new Set(known)].map((name) => `${this.dialect.commandMark}${name}`).join(", ");
    throw new SqlError(`unknown command ${line.trim()}`, 0, `Known here: ${names}.`);
  }

  /** Tells what went wrong in what begins there, and says it in one line. */
  private report(error: unknown, { name, text }: RunFile, at: number): string {
    const said = error instanceof Error ? error.message : String(error);
    const offset = error instanceof SqlError ? error.offset : null;
    const line = linesIn(text.slice(0, at + (offset ?? 0)));
    const note = error instanceof SqlError && error.note !== null ? `${error.note}\n` : "";
    const excerpt = text.split("\n")[line - 1] ?? "";
    this.host.write("stderr", this.encoder.encode(`${name}:${line}: ${said}\n${excerpt}\n${note}`));
    return `${said.split("\n")[0]} (${name}, line ${line})`;
  }
}
