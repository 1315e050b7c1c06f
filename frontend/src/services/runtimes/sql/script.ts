/** A script of SQL statements and of the shell's own commands, run from its first line to its end or first error. */
import type { RunRequest } from "../contract";
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

const BLANK = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/;
const FIRST_LINE = /^[^\n]*/;

const linesIn = (text: string): number => text.split("\n").length;

/** Runs one script in a worker that is there for nothing else. */
export class Script {
  private readonly encoder = new TextEncoder();
  private readonly shell: Shell;
  private at = 0;

  constructor(
    private readonly dialect: Dialect,
    private readonly request: RunRequest,
    private readonly host: WorkerHost,
  ) {
    const write = (text: string): void => this.host.write("stdout", this.encoder.encode(text));
    this.shell = {
      style: { aligned: true, headers: true },
      write,
      warn: (text) => this.host.write("stderr", this.encoder.encode(text)),
      query: async (sql) => void (await this.dialect.runFirst(sql, this.shell)),
    };
  }

  async run(): Promise<Ending> {
    const startedAt = performance.now();
    const error = await this.runAll();
    const durationMs = performance.now() - startedAt;
    return { outcome: error === null ? "succeeded" : "failed", error, durationMs, renew: false };
  }

  private async runAll(): Promise<string | null> {
    const { code } = this.request;
    for (;;) {
      const rest = code.slice(this.at);
      const blank = BLANK.exec(rest)?.[0].length ?? 0;
      this.at += blank;
      const text = rest.slice(blank);
      if (text === "") return null;
      try {
        this.at += text.startsWith(this.dialect.commandMark)
          ? await this.runCommand(text)
          : await this.dialect.runFirst(text, this.shell);
      } catch (error) {
        return this.report(error, text);
      }
    }
  }

  private async runCommand(text: string): Promise<number> {
    const [line = ""] = FIRST_LINE.exec(text) ?? [];
    for (const { pattern, run } of this.dialect.commands) {
      const found = pattern.exec(line.trim());
      if (found === null) continue;
      await run(this.shell, ...found.slice(1).map((part) => part ?? ""));
      return line.length;
    }
    const known = this.dialect.commands.map(({ pattern }) => /[.\\]+(\w+)/.exec(pattern.source)?.[1] ?? "");
    const names = [...new Set(known)].map((name) => `${this.dialect.commandMark}${name}`).join(", ");
    throw new SqlError(`unknown command ${line.trim()}`, 0, `Known here: ${names}.`);
  }

  private report(error: unknown, text: string): string {
    const { fileName, code } = this.request;
    const said = error instanceof Error ? error.message : String(error);
    const offset = error instanceof SqlError ? error.offset : null;
    const line = linesIn(code.slice(0, this.at)) + linesIn(text.slice(0, offset ?? 0)) - 1;
    const note = error instanceof SqlError && error.note !== null ? `${error.note}\n` : "";
    const excerpt = code.split("\n")[line - 1] ?? "";
    this.host.write("stderr", this.encoder.encode(`${fileName}:${line}: ${said}\n${excerpt}\n${note}`));
    return `${said.split("\n")[0]} (${fileName}, line ${line})`;
  }
}
