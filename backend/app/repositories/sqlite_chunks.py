"""How chunks get into a SQLite file: the everyday batch is one call of the driver."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import batched, chain

from sqlalchemy import insert
from sqlalchemy.dialects import sqlite

from app.db.sqlite import SqliteWriter
from app.db.tables import chunks
from app.repositories.sql_chunks import ChunkRow, UnknownNumber

MAX_ROWS_A_STATEMENT = 128  # each number of rows is a statement of its own, compiled once


class SqliteChunkTable:
    """A `ChunkTable` in a SQLite file.

    A statement with all rows, outside of a transaction and thus one by itself, stores and commits while the
    interpreter is free. With a call for each row, the thread would wait for the interpreter as many times.
    """

    def __init__(self, writer: SqliteWriter) -> None:
        self._writer = writer

    async def insert(self, rows: Sequence[ChunkRow]) -> frozenset[int]:
        """Store rows in one transaction; return the numbers of the sessions of which none was stored."""
        try:
            return await self._writer.run(partial(_insert, rows))
        except sqlite3.IntegrityError as error:
            raise UnknownNumber from error

    async def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        await self._writer.close()


def _insert(rows: Sequence[ChunkRow], connection: sqlite3.Connection) -> frozenset[int]:
    try:
        if len(rows) <= MAX_ROWS_A_STATEMENT:
            _execute(rows, connection)
        else:
            connection.execute("BEGIN IMMEDIATE")
            for some in batched(rows, MAX_ROWS_A_STATEMENT, strict=False):
                _execute(some, connection)
            connection.execute("COMMIT")
    except sqlite3.IntegrityError:
        connection.rollback()
        return _insert_what_follows(rows, connection)
    return frozenset()


def _insert_what_follows(rows: Sequence[ChunkRow], connection: sqlite3.Connection) -> frozenset[int]:
    """Store row by row, because a key is taken or a session is no more."""
    one = f"{_statement(1)} ON CONFLICT DO NOTHING"
    overtaken: set[int] = set()
    connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        number = row[0]
        # SQLite would rather ignore the row than a missing session, for which it raises.
        if number not in overtaken and connection.execute(one, row).rowcount == 0:
            overtaken.add(number)
    connection.execute("COMMIT")
    return frozenset(overtaken)


def _execute(rows: Sequence[ChunkRow], connection: sqlite3.Connection) -> None:
    connection.execute(_statement(len(rows)), list(chain.from_iterable(rows)))


@lru_cache(MAX_ROWS_A_STATEMENT)
def _statement(rows: int) -> str:
    beginning, values, row = str(insert(chunks).compile(dialect=sqlite.dialect())).partition("VALUES ")
    return beginning + values + ", ".join([row] * rows)
