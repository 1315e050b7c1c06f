"""Builds the schema: every start runs `python -m app.db.migrate`, several at once and while people type."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from random import uniform
from time import monotonic

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.config import load_settings
from app.db.address import DatabaseAddress, InMemory, PostgresDatabase, SqliteFile, parse_database_url
from app.db.engine import ANSWER_SECONDS, WRITES, open_engine
from app.db.errors import storage_errors
from app.db.revisions import check_revision, known_revisions, read_revision
from app.errors import AlgoRoomError, StorageUnavailable, WrongSchema

ALEMBIC_INI = Path(__file__).resolve().parents[2] / "alembic.ini"
LOCK_SECONDS = 30.0  # a migration that cannot get its locks for so long gives up
LOCK_TRY_MS = 500
"""How long one try waits for a lock. Whoever writes waits behind it meanwhile, and a server gives up after 5 seconds;
PostgreSQL looks for a deadlock after one second, and would end a server's transaction as soon as ours."""
REST_S = (0.3, 0.9)
"""Between two tries: who waited behind the last one gets through."""
STEP_SECONDS = 600.0  # one statement of a migration may rewrite a large table, and others wait as long for its end
# Any number that no other program uses: whoever holds this advisory lock migrates.
ADVISORY_LOCK = 0x616C676F726F6F6D
POSTGRES_LOCK_FAILURES = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
BASE = "base"
"""The revision before the first one: no schema."""


class LockNotHad(Exception):
    """Somebody else holds what a migration needs."""


async def migrate(url: str, *, lock_seconds: float = LOCK_SECONDS) -> None:
    """Bring the schema of the database to the newest revision, in one transaction.

    Raises:
        WrongSetting: the URL cannot be used.
        WrongSchema: the schema was made by a newer version.
        StorageUnavailable: the database does not answer, or is locked.
    """
    await _move(parse_database_url(url), known_revisions()[-1], lock_seconds)


async def downgrade(url: str, revision: str = BASE, *, lock_seconds: float = LOCK_SECONDS) -> None:
    """Take the schema back to a revision, in one transaction. `base` removes all of it, sessions included.

    Raises:
        WrongSetting, StorageUnavailable: as `migrate`.
        WrongSchema: the database is at an older revision, at an unknown one, or there is no such revision.
    """
    await _move(parse_database_url(url), revision, lock_seconds, back=True)


async def current(url: str) -> str | None:
    """The revision of the database's schema; `None` where there is none.

    Raises:
        WrongSetting, StorageUnavailable: as `migrate`.
    """
    address = parse_database_url(url)
    if isinstance(address, InMemory) or (isinstance(address, SqliteFile) and not address.path.exists()):
        return None
    engine = open_engine(address, answer_seconds=ANSWER_SECONDS)
    try:
        with storage_errors(str(address)):
            async with engine.connect() as connection:
                return await read_revision(connection)
    finally:
        await engine.dispose()


@asynccontextmanager
async def migration_transaction(address: SqliteFile | PostgresDatabase) -> AsyncIterator[AsyncConnection]:
    """Open the one transaction in which migrations run, with nobody else migrating at the same time."""
    engine = open_engine(address, answer_seconds=ANSWER_SECONDS, command_seconds=STEP_SECONDS, create=True)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**WRITES)
            async with connection.begin():
                if isinstance(address, PostgresDatabase):
                    await connection.execute(text(f"SET LOCAL lock_timeout = '{STEP_SECONDS:.0f}s'"))
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
                    await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TRY_MS}ms'"))
                yield connection
    finally:
        await engine.dispose()


async def _move(address: DatabaseAddress, revision: str, lock_seconds: float, *, back: bool = False) -> None:
    if isinstance(address, InMemory):
        return
    give_up = monotonic() + lock_seconds
    with storage_errors(str(address)):
        if isinstance(address, SqliteFile):
            address.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                with _lock_failures():
                    await _try_to_move(address, revision, back=back)
                return
            except LockNotHad as reason:
                if monotonic() > give_up:
                    raise _locked(address, lock_seconds) from reason
                await asyncio.sleep(uniform(*REST_S))  # noqa: S311 - nobody gains by guessing it


async def _try_to_move(address: SqliteFile | PostgresDatabase, revision: str, *, back: bool) -> None:
    async with migration_transaction(address) as connection:
        found = await read_revision(connection) or BASE
        if found == revision:
            # Nothing to do, as at most starts: nobody is made to wait for a lock.
            return
        check_way(address, found, revision, back=back)
        if isinstance(address, PostgresDatabase):
            await _lock_tables(connection)
        try:
            await connection.run_sync(_step, revision, back)
        except CommandError as error:
            raise StorageUnavailable(
                f"The schema of {address} cannot be changed by this version of AlgoRoom: {error}"
            ) from error


def check_way(place: SqliteFile | PostgresDatabase, found: str, wanted: str, *, back: bool) -> None:
    """Return when a schema can be taken from a revision to another one.

    Raises:
        WrongSchema: it cannot; the sentence says why.
    """
    known = (BASE, *known_revisions())
    if wanted not in known:
        raise WrongSchema(f"There is no revision {wanted!r}: use one of {', '.join(known)}.")
    if found not in known:
        check_revision(place, found)
    if back and known.index(found) < known.index(wanted):
        raise WrongSchema(f"The schema of {place} is at revision {found}, older than {wanted}: nothing can be undone.")


async def _lock_tables(connection: AsyncConnection) -> None:
    """Take all tables before anything is changed: those that servers write first, first.

    So a migration that must wait has not begun, and never holds what a server needs to let go of what it needs.
    """
    names: list[str] = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    for name in sorted(set(names) - {"alembic_version"}, key=lambda name: (name == "sessions", name)):
        await connection.execute(text(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE'))


def _step(connection: Connection, revision: str, back: bool) -> None:
    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    (command.downgrade if back else command.upgrade)(config, revision)


@contextmanager
def _lock_failures() -> Iterator[None]:
    """Turn what databases say when a lock is not to be had into `LockNotHad`."""
    try:
        yield
    except (DBAPIError, asyncpg.PostgresError, sqlite3.Error) as error:
        if _is_about_a_lock(error):
            raise LockNotHad from error
        raise


def _is_about_a_lock(error: BaseException) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_BUSY
    # SQLAlchemy puts an error of its own before asyncpg's.
    return isinstance(getattr(cause, "__cause__", None) or cause, POSTGRES_LOCK_FAILURES)


def _locked(address: SqliteFile | PostgresDatabase, seconds: float) -> StorageUnavailable:
    who = "pg_stat_activity shows who" if isinstance(address, PostgresDatabase) else "another program has the file open"
    return StorageUnavailable(
        f"The schema of {address} could not be changed: for {seconds:g} seconds others held its tables ({who}). "
        "Nothing was changed; try again when they are done."
    )


def main() -> int:
    """Migrate the database of the settings; return the exit code."""
    try:
        settings = load_settings()
        asyncio.run(migrate(settings.database_url.get_secret_value()))
    except AlgoRoomError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"The schema of {settings.database} is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
