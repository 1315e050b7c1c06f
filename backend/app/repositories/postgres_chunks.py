"""How chunks get into PostgreSQL: a batch is one statement, hence one round trip and one transaction."""

from collections.abc import Iterable, Sequence

import asyncpg

from app.db.postgres import PostgresWriter
from app.repositories.sql_chunks import ChunkRow, UnknownNumber

# By hand: SQLAlchemy would send a parameter for each cell, and these are five arrays.
INSERT = """
INSERT INTO chunks (session_number, first_seq, last_seq, payload, crc32)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::bytea[], $5::bigint[])
ON CONFLICT DO NOTHING
RETURNING session_number
"""
# Where a session has several rows: the others follow if its first one was stored.
INSERT_MORE = """
WITH stored AS (
    INSERT INTO chunks (session_number, first_seq, last_seq, payload, crc32)
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::bytea[], $5::bigint[])
    ON CONFLICT DO NOTHING
    RETURNING session_number
), others AS (
    INSERT INTO chunks (session_number, first_seq, last_seq, payload, crc32)
    SELECT * FROM unnest($6::bigint[], $7::integer[], $8::integer[], $9::bytea[], $10::bigint[])
        AS other (number, first_seq, last_seq, payload, crc32)
    WHERE other.number IN (SELECT session_number FROM stored)
)
SELECT session_number FROM stored
"""


class PostgresChunkTable:
    """A `ChunkTable` in a PostgreSQL database."""

    def __init__(self, writer: PostgresWriter) -> None:
        self._writer = writer

    async def insert(self, rows: Sequence[ChunkRow]) -> frozenset[int]:
        """Store rows in one transaction; return the numbers of the sessions of which none was stored."""
        # In order of their keys: writers that wait for each other's rows never wait in a circle.
        rows = sorted(rows)
        firsts: dict[int, ChunkRow] = {}
        others = [row for row in rows if firsts.setdefault(row[0], row) is not row]
        try:
            if others:
                stored = await self._writer.run(INSERT_MORE, *_columns(firsts.values()), *_columns(others))
            else:
                stored = await self._writer.run(INSERT, *_columns(rows))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise UnknownNumber from error
        return frozenset(firsts.keys() - {number for (number,) in stored})

    async def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        await self._writer.close()


def _columns(rows: Iterable[ChunkRow]) -> Iterable[Sequence[object]]:
    return zip(*rows, strict=True)
