"""Builds the schema: every start runs `python -m app.db.migrate`, several at once without harm."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.config import load_settings
from app.db.address import DatabaseAddress, InMemory, PostgresDatabase, SqliteFile, parse_database_url
from app.db.engine import ANSWER_SECONDS, WRITES, open_engine
from app.db.errors import storage_errors
from app.errors import AlgoRoomError, StorageUnavailable

ALEMBIC_INI = Path(__file__).resolve().parents[2] / "alembic.ini"
LOCK_SECONDS = 10  # a migration that cannot get its locks gives up, instead of queueing all others behind it
STEP_SECONDS = 600.0  # one statement of a migration may rewrite a large table
# Any number that no other program uses: whoever holds this advisory lock migrates.
ADVISORY_LOCK = 0x616C676F726F6F6D


async def migrate(url: str, *, lock_seconds: int = LOCK_SECONDS) -> None:
    """Bring the schema of the database to the newest revision, in one transaction.

    Raises:
        WrongSetting: the URL cannot be used.
        StorageUnavailable: the database does not answer, is locked, or was written by a newer version.
    """
    await _run(parse_database_url(url), lambda config: command.upgrade(config, "head"), lock_seconds)


async def downgrade(url: str, revision: str = "base", *, lock_seconds: int = LOCK_SECONDS) -> None:
    """Take the schema back to a revision, in one transaction. `base` removes all of it, sessions included."""
    await _run(parse_database_url(url), lambda config: command.downgrade(config, revision), lock_seconds)


@asynccontextmanager
async def migration_transaction(
    address: SqliteFile | PostgresDatabase, lock_seconds: int = LOCK_SECONDS
) -> AsyncIterator[AsyncConnection]:
    """Open the one transaction in which migrations run, with nobody else migrating at the same time."""
    engine = open_engine(address, answer_seconds=ANSWER_SECONDS, command_seconds=STEP_SECONDS, create=True)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**WRITES)
            async with connection.begin():
                if isinstance(address, PostgresDatabase):
                    await connection.execute(text(f"SET LOCAL lock_timeout = '{lock_seconds}s'"))
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
                yield connection
    finally:
        await engine.dispose()


async def _run(address: DatabaseAddress, step: Callable[[Config], None], lock_seconds: int) -> None:
    if isinstance(address, InMemory):
        return
    with storage_errors(str(address)):
        if isinstance(address, SqliteFile):
            address.path.parent.mkdir(parents=True, exist_ok=True)
        async with migration_transaction(address, lock_seconds) as connection:
            try:
                await connection.run_sync(_step_with, step)
            except CommandError as error:
                raise StorageUnavailable(
                    f"The schema of {address} cannot be changed by this version of AlgoRoom: {error}"
                ) from error


def _step_with(connection: Connection, step: Callable[[Config], None]) -> None:
    config = Config(ALEMBIC_INI)
    config.attributes["connection"] = connection
    step(config)


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
