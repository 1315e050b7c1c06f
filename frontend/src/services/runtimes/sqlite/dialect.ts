/** SQLite, by sql.js, with the commands of its own shell that interviews use. */
import type { Database, SqlJsStatic, Statement } from "sql.js";
import { changed, RowPrinter, type Value } from "../sql/printer";
import sample from "../sql/sample.sql?raw";
import { type Command, type Dialect, type Shell, SqlError } from "../sql/script";

/** The database lies in the worker's memory: 256 MB in pages of 4 KB. */
const MAX_PAGES = 65_536;
const FULL = "database or disk is full";

const MODIFIES = /^(?:insert|update|delete|replace|with)\b/i;
const SCHEMA = "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL";

async function queryBare(shell: Shell, sql: string): Promise<void> {
  const style = { ...shell.style };
  Object.assign(shell.style, { aligned: false, headers: false });
  await shell.query(sql);
  Object.assign(shell.style, style);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const COMMANDS: readonly Command[] = [
  {
    pattern: /^\.tables$/,
    run: (shell) => queryBare(shell, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"),
  },
  { pattern: /^\.schema$/, run: (shell) => queryBare(shell, SCHEMA) },
  {
    pattern: /^\.schema\s+(\w+)$/,
    run: (shell, name = "") => queryBare(shell, `${SCHEMA} AND tbl_name = ${quoted(name)}`),
  },
  { pattern: /^\.print(?:\s+(.*))?$/, run: (shell, text = "") => shell.write(`${text}\n`) },
  {
    pattern: /^\.mode\s+(table|box|list)$/,
    run: ({ style }, mode) => void Object.assign(style, { aligned: mode !== "list", headers: mode !== "list" }),
  },
  { pattern: /^\.headers\s+(on|off)$/, run: ({ style }, to) => void Object.assign(style, { headers: to === "on" }) },
];

/** The name or word that SQLite complains about. */
const COMPLAINT = /^near "([^"]+)"|^no such (?:column|table|function): (?:\w+\.)?(\w+)/;

function placeOf(message: string, statement: string): number | null {
  const [, near, name] = COMPLAINT.exec(message) ?? [];
  const word = near ?? name;
  if (word === undefined) return null;
  const first = statement.indexOf(word);
  // Named twice, either may be meant: then the statement's first line is all that is sure.
  return first >= 0 && statement.indexOf(word, first + 1) < 0 ? first : null;
}

/** Integers come whole; the package's types do not know of the second argument. */
const readRow = (statement: Statement): Value[] =>
  (statement.get as (parameters: null, how: { useBigInt: boolean }) => Value[]).call(statement, null, {
    useBigInt: true,
  });

class Sqlite implements Dialect {
  readonly commands = COMMANDS;
  readonly commandMark = ".";

  constructor(private readonly database: Database) {}

  async runFirst(text: string, shell: Shell): Promise<number> {
    const statements = this.database.iterateStatements(text);
    try {
      const { value: statement } = statements.next();
      const columns = statement.getColumnNames();
      const printer = columns.length > 0 ? new RowPrinter(columns, shell.style, shell.write) : null;
      while (statement.step()) printer?.add(readRow(statement));
      printer?.end();
      if (printer === null && shell.style.aligned && MODIFIES.test(text)) {
        shell.write(changed(this.database.getRowsModified()));
      }
      return text.length - statements.getRemainingSQL().length;
    } catch (error) {
      throw this.explain(error, text);
    }
  }

  private explain(error: unknown, text: string): SqlError {
    const said = error instanceof Error ? error.message : String(error);
    const message = said === FULL ? "out of memory: a database may have 256 MB here" : said;
    const note = message.startsWith("no such table") ? `Tables here: ${this.tables().join(", ")}.` : null;
    return new SqlError(message, placeOf(message, text), note);
  }

  private tables(): Value[] {
    const [found] = this.database.exec("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    return found?.values.flat() ?? [];
  }
}

/** A database with the sample tables in it. */
export function openSqlite(library: SqlJsStatic): Dialect {
  const database = new library.Database();
  database.exec(`PRAGMA foreign_keys = ON; PRAGMA journal_mode = MEMORY; PRAGMA max_page_count = ${MAX_PAGES}`);
  database.exec(sample);
  return new Sqlite(database);
}
