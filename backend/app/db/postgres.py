"""PostgreSQL: how a connection is made, and the one that writes the log without anything in between."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from app.db.address import PostgresDatabase
from app.db.errors import storage_errors
from app.errors import StorageUnavailable

REMEMBERED_STATEMENTS = 100  # prepared ones that a connection keeps


def remembered_statements(address: PostgresDatabase) -> int:
    """How many prepared statements a connection may keep: behind a PgBouncer they do not survive."""
    return 0 if address.pooled else REMEMBERED_STATEMENTS


async def connect_postgres(
    address: PostgresDatabase, *, answer_seconds: float, command_seconds: float
) -> asyncpg.Connection:
    """Open a connection."""
    return await asyncpg.connect(
        address.dsn,
        timeout=answer_seconds,
        command_timeout=command_seconds,
        statement_cache_size=remembered_statements(address),
    )


class PostgresWriter:
    """One connection for single statements that write: each is one round trip and a transaction of its own."""

    def __init__(self, address: PostgresDatabase, *, answer_seconds: float) -> None:
        self._address = address
        self._answer_seconds = answer_seconds
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._closed = False

    async def run(self, statement: str, *arguments: object) -> Sequence[Sequence[Any]]:
        """Execute one statement, commit it, and return its rows.

        Raises:
            StorageUnavailable: the server does not answer, or refuses. What was sent may be stored all the same.
            asyncpg.IntegrityConstraintViolationError: a constraint was violated, and nothing is stored.
        """
        with storage_errors(str(self._address)):
            async with asyncio.timeout(self._answer_seconds), self._turn:
                if self._closed:
                    raise StorageUnavailable(f"{self._address} was closed.")
                connection = await self._get_connection()
                try:
                    if self._address.pooled:
                        # Without it, PgBouncer may prepare the statement on one server and execute on another.
                        async with connection.transaction():
                            return await self._fetch(connection, statement, arguments)
                    return await self._fetch(connection, statement, arguments)
                except asyncpg.IntegrityConstraintViolationError:
                    raise
                except BaseException:
                    # Whatever state it is in: the next statement begins with a new one.
                    self._connection = None
                    connection.terminate()
                    raise

    async def _fetch(
        self, connection: asyncpg.Connection, statement: str, arguments: Sequence[object]
    ) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = await connection.fetch(statement, *arguments)
        return rows

    async def _get_connection(self) -> asyncpg.Connection:
        # asyncpg knows without asking that the server has closed it.
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect_postgres(
                self._address, answer_seconds=self._answer_seconds, command_seconds=self._answer_seconds
            )
        return self._connection

    async def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        self._closed = True
        async with self._turn:
            connection, self._connection = self._connection, None
            if connection is not None:
                with storage_errors(str(self._address)):
                    await connection.close(timeout=self._answer_seconds)
