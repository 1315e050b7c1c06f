/** SQLite, by sql.js, with the commands of its own shell that interviews use. */
import type { Database, SqlJsStatic, Statement } from "sql.js";
import { changed, RowPrinter, type Value } from "../sql/printer";
import sample from "../sql/sample.sql?raw";
import {
  type Command,
  DATABASE_FULL,
  type Dialect,
  MAX_DATABASE_BYTES,
  queryBare,
  quoted,
  type Shell,
  SqlError,
} from "../sql/script";

const PAGE_BYTES = 4096;
const MAX_PAGES = MAX_DATABASE_BYTES / PAGE_BYTES;
const FULL = "database or disk is full";

const MODIFIES = /^(?:insert|update|delete|replace|with)\b/i;
const SCHEMA = "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL";

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
  { pattern: /^\.read\s+(.+)$/, run: (shell, name = "") => shell.read(name) },
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
    const message = said === FULL ? DATABASE_FULL : said;
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
