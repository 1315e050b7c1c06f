"""Open databases: how connections are made, how long they wait, and what a transaction is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import aiosqlite
import asyncpg
from sqlalchemy import AsyncAdaptedQueuePool, Connection, Dialect, event
from sqlalchemy.engine.interfaces import AdaptedConnection, DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from app.db.address import PostgresDatabase, SqliteFile
from app.db.errors import storage_errors
from app.db.postgres import PostgresWriter, connect_postgres, remembered_statements
from app.db.revisions import check_schema
from app.db.sqlite import PRAGMAS, FileWatch, SqliteWriter, sqlite_uri
from app.errors import StorageUnavailable

ANSWER_SECONDS = 5.0  # a storage that takes longer counts as away
POOL_CONNECTIONS = 5  # beside the one that writes the log; each is a thread (SQLite) or a server process

# Options of a connection: the transaction will write, so SQLite takes the write lock before its first read.
# Taken later, the lock would fail at once, without waiting, when somebody else wrote in between.
WRITES = {"algoroom_writes": True}


class Database:
    """An open SQL database that hands out transactions. Every failure is a `StorageUnavailable`.

    The first one looks at the schema: on one that this version does not know nothing is read or written. Afterwards
    nobody looks again, so that a schema can be taken back and up again while people type (docs/deploying.md).
    """

    def __init__(self, address: SqliteFile | PostgresDatabase, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._address = address
        self._answer_seconds = answer_seconds
        self._closed = False
        self._is_schema_known = False
        self._file = FileWatch(address.path) if isinstance(address, SqliteFile) else None
        self._engine = open_engine(address, answer_seconds=answer_seconds)

    def open_writer(self) -> SqliteWriter | PostgresWriter:
        """Return another connection to the same database, for who writes often. Whoever asked closes it."""
        match self._address:
            case SqliteFile():
                watch = self._file or FileWatch(self._address.path)
                return SqliteWriter(self._address, watch, busy_seconds=self._answer_seconds)
            case PostgresDatabase():
                return PostgresWriter(self._address, answer_seconds=self._answer_seconds)

    @property
    def dialect(self) -> Dialect:
        """The SQL that this database speaks."""
        return self._engine.dialect

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading. Each statement sees one state; a second one may see a later state."""
        # Without BEGIN and COMMIT around it, a read is one trip to PostgreSQL instead of three.
        autocommit = {"isolation_level": "AUTOCOMMIT"} if self._file is None else {}
        async with self._transaction(autocommit) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction; on disk when the block is left, undone when it is left by an exception."""
        async with self._transaction(WRITES) as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, options: dict[str, Any]) -> AsyncIterator[AsyncConnection]:
        with storage_errors(str(self._address)):
            if self._closed:
                raise StorageUnavailable(f"{self._address} was closed.")
            if self._file is not None:
                self._file.check()
            async with self._deadline(), self._engine.connect() as connection:
                await connection.execution_options(**options)
                async with connection.begin():
                    if not self._is_schema_known:
                        await check_schema(self._address, connection)
                        self._is_schema_known = True
                    yield connection

    def _deadline(self) -> asyncio.Timeout | nullcontext[None]:
        # A SQLite call is a thread at work that cannot be interrupted: there busy_timeout bounds the wait.
        return asyncio.timeout(self._answer_seconds) if self._file is None else nullcontext()

    async def check_schema(self) -> None:
        """Return when the schema is the one that this version works on.

        Raises:
            WrongSchema: it is not.
        """
        async with self.reading():
            pass

    async def close(self) -> None:
        """Close every connection. Safe to call twice."""
        self._closed = True
        with storage_errors(str(self._address)):
            await self._engine.dispose()


def open_engine(
    address: SqliteFile | PostgresDatabase,
    *,
    answer_seconds: float,
    command_seconds: float | None = None,
    create: bool = False,
) -> AsyncEngine:
    """Make an engine; it connects when it is first used.

    `command_seconds` bounds one statement on PostgreSQL (as long as an answer, unless given); `create` lets
    SQLite make a file that is not there.
    """
    match address:
        case SqliteFile(path):
            return _open_sqlite(path, answer_seconds, create=create)
        case PostgresDatabase():
            return _open_postgres(address, answer_seconds, command_seconds or answer_seconds)


def _open_sqlite(path: Path, busy_seconds: float, *, create: bool) -> AsyncEngine:
    uri = sqlite_uri(path, create=create)

    def connect() -> aiosqlite.Connection:
        # isolation_level None: transactions are begun below, by us, and not guessed by the driver.
        connection = aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds)
        connection._thread.daemon = True  # as SQLAlchemy does: a forgotten connection must not keep the process
        return connection

    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=connect,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=POOL_CONNECTIONS,
        max_overflow=0,
        pool_timeout=busy_seconds,
        # Every transaction of ours ends by itself; a second rollback at its return would be one more trip.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Past SQLAlchemy's cursor: each call to the driver is a trip to its thread and back, and a cursor is three.
    if connection.get_execution_options().get("algoroom_writes", False):
        adapted = cast("AdaptedConnection", connection.connection.dbapi_connection)
        adapted.run_async(lambda driver: driver.execute("BEGIN IMMEDIATE"))


def _open_postgres(address: PostgresDatabase, answer_seconds: float, command_seconds: float) -> AsyncEngine:
    async def connect() -> asyncpg.Connection:
        return await connect_postgres(address, answer_seconds=answer_seconds, command_seconds=command_seconds)

    arguments: dict[str, Any] = {"prepared_statement_cache_size": remembered_statements(address)}
    if address.pooled:
        # Behind PgBouncer another client may have used the name on the same server connection.
        arguments["prepared_statement_name_func"] = lambda: f"__algoroom_{uuid4()}__"
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        connect_args=arguments,
        pool_size=POOL_CONNECTIONS,
        max_overflow=0,
        pool_timeout=answer_seconds,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    return engine


def _refuse_dead(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Let the pool replace a connection that the server has closed, which asyncpg knows without asking."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
