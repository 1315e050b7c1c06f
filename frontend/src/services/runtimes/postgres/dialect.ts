/** PostgreSQL, by PGlite, spoken to in its own protocol, with the commands of psql that interviews use. */
import { type messages, type PGlite, protocol } from "@electric-sql/pglite";
import { RowPrinter } from "../sql/printer";
import { type Command, DATABASE_FULL, type Dialect, queryBare, quoted, type Shell, SqlError } from "../sql/script";
import { lengthOfFirst } from "./statement";

/** Types whose values stand to the right: int8, int2, int4, oid, float4, float8, money, numeric. */
const NUMERIC_TYPES = new Set([20, 21, 23, 26, 700, 701, 790, 1700]);

const TABLES = `SELECT table_name FROM information_schema.tables
  WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY table_name`;

const columnsOf = (table: string): string => `SELECT column_name AS "Column", data_type AS "Type",
    CASE is_nullable WHEN 'NO' THEN 'not null' ELSE '' END AS "Nullable", coalesce(column_default, '') AS "Default"
  FROM information_schema.columns WHERE table_name = ${quoted(table)} ORDER BY ordinal_position`;

const COMMANDS: readonly Command[] = [
  { pattern: /^\\dt?$/, run: (shell) => queryBare(shell, TABLES) },
  { pattern: /^\\d\s+(\w+)$/, run: (shell, name = "") => shell.query(columnsOf(name)) },
  { pattern: /^\\echo(?:\s+(.*))?$/, run: (shell, text = "") => shell.write(`${text}\n`) },
  { pattern: /^\\i(?:r|nclude|nclude_relative)?\s+(.+)$/, run: (shell, name = "") => shell.read(name) },
  { pattern: /^\\a$/, run: ({ style }) => void Object.assign(style, { aligned: !style.aligned }) },
  { pattern: /^\\t$/, run: ({ style }) => void Object.assign(style, { headers: !style.headers }) },
];

/** Statements that would take the database down with them, and what is said instead. */
const REFUSED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^copy\b[\s\S]*\bprogram\b\s*'/i, "no program can be started here"],
  [/^copy\b[\s\S]*\bfrom\s+stdin\b/i, "COPY has no input to read here: use INSERT"],
  [/^(?:create|drop|alter)\s+database\b/i, "there is this one database here, and it lives for one run"],
];

const FULL = /No space left on device|out of memory|invalid memory alloc request/i;
const NO_TABLE = /^relation "[^"]*" does not exist/;
const DEEP = "54001";
const MAX_CONTEXT_LINES = 3;

const CRASHED = "PostgreSQL could not go on with this statement; it starts anew with the next run";

/** Places count characters, a text's offsets UTF-16 units. */
const offsetOf = (text: string, position: string | undefined): number | null =>
  position === undefined ? null : [...text].slice(0, Number(position) - 1).join("").length;

/** One statement's answer, message by message. */
class Answer {
  error: SqlError | null = null;
  /** Whether the database is there for another statement. */
  isComplete = false;
  private printer: RowPrinter | null = null;

  constructor(
    private readonly statement: string,
    private readonly shell: Shell,
  ) {}

  take(message: messages.BackendMessage): void {
    switch (message.name) {
      case "rowDescription":
        this.begin((message as messages.RowDescriptionMessage).fields);
        break;
      case "dataRow":
        this.printer?.add((message as messages.DataRowMessage).fields);
        break;
      case "copyData":
        this.shell.write(new TextDecoder().decode((message as messages.CopyDataMessage).chunk));
        break;
      case "commandComplete":
        this.end((message as messages.CommandCompleteMessage).text);
        break;
      case "notice":
        this.notify(message as messages.NoticeMessage);
        break;
      case "error":
        this.fail(message as messages.DatabaseError);
        break;
      case "readyForQuery":
        this.isComplete = true;
        break;
    }
  }

  private begin(fields: messages.RowDescriptionMessage["fields"]): void {
    const { style, write } = this.shell;
    const numeric = fields.map(({ dataTypeID }) => NUMERIC_TYPES.has(dataTypeID));
    const names = fields.map(({ name }) => name);
    this.printer = new RowPrinter(names, style, (text) => write(text), numeric);
  }

  private end(tag: string): void {
    this.printer?.end();
    if (this.printer === null) this.shell.write(`${tag}\n`);
    this.printer = null;
  }

  private notify({ severity, message, detail, hint }: messages.NoticeMessage): void {
    const more = [detail && `DETAIL:  ${detail}\n`, hint && `HINT:  ${hint}\n`].join("");
    this.shell.warn(`${severity}:  ${message}\n${more}`);
  }

  private fail({ message, detail, hint, where, position, code }: messages.DatabaseError): void {
    if (this.error !== null) return;
    const context = where?.split("\n").slice(0, MAX_CONTEXT_LINES).join("\n");
    const notes = [
      detail && `DETAIL:  ${detail}`,
      // Nobody here can follow the advice to enlarge the stack.
      code === DEEP ? undefined : hint && `HINT:  ${hint}`,
      context && `CONTEXT:  ${context}`,
    ].filter((note) => note !== undefined && note !== "");
    const said = FULL.test(message) ? DATABASE_FULL : message;
    this.error = new SqlError(said, offsetOf(this.statement, position), notes.length > 0 ? notes.join("\n") : null);
  }
}

export class Postgres implements Dialect {
  readonly commands = COMMANDS;
  readonly commandMark = "\\";

  constructor(private readonly database: PGlite) {}

  async runFirst(text: string, shell: Shell): Promise<number> {
    const length = lengthOfFirst(text);
    const statement = text.slice(0, length);
    const refused = REFUSED.find(([pattern]) => pattern.test(statement));
    if (refused !== undefined) throw new SqlError(refused[1], 0);
    const answer = await this.ask(statement, shell);
    if (!answer.isComplete) throw answer.error ?? new SqlError(CRASHED, 0);
    if (answer.error !== null) throw await this.explain(answer.error, shell);
    return length;
  }

  private async ask(statement: string, shell: Shell): Promise<Answer> {
    const answer = new Answer(statement, shell);
    const parser = new protocol.Parser();
    const onRawData = (bytes: Uint8Array): void => parser.parse(bytes, (message) => answer.take(message));
    await this.database.execProtocolRawStream(protocol.serialize.query(statement), { onRawData });
    return answer;
  }

  private async explain(error: SqlError, shell: Shell): Promise<SqlError> {
    if (!NO_TABLE.test(error.message)) return error;
    const names: string[] = [];
    const style = { aligned: false, headers: false };
    await this.ask("ROLLBACK", { ...shell, style, write: () => undefined, warn: () => undefined });
    await this.ask(TABLES, { ...shell, style, write: (text) => names.push(text.trim()) });
    return new SqlError(error.message, error.offset, `Tables here: ${names.join(", ")}.`);
  }
}
