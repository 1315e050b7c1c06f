"""Which revisions of the schema this version knows, and whether a database is at the newest of them."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.address import PostgresDatabase, SqliteFile
from app.db.errors import storage_errors
from app.errors import WrongSchema

VERSIONS = Path(__file__).resolve().parents[2] / "alembic" / "versions"
FILE_NAME = re.compile(r"(\d{4})_\w+\.py")
REMEDY = "`algoroom migrate up` does it (from the sources: `python -m app.db.migrate` in backend/)"


@cache
def known_revisions() -> tuple[str, ...]:
    """The revisions of this version, oldest first: each builds on the one before."""
    # By their names, because Alembic takes a tenth of a second to load, at every start of every server.
    return tuple(sorted(found[1] for file in VERSIONS.iterdir() if (found := FILE_NAME.fullmatch(file.name))))


async def read_revision(connection: AsyncConnection) -> str | None:
    """The revision at which the database is; `None` where AlgoRoom has no schema."""
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    found: str | None = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
    return found


def check_revision(place: SqliteFile | PostgresDatabase, found: str | None) -> None:
    """Return when this version works on a schema of this revision.

    Raises:
        WrongSchema: it is newer, older or not there; the sentence names both revisions and what to do.
    """
    newest = known_revisions()[-1]
    if found == newest:
        return
    if found is None:
        raise WrongSchema(f"{_begin(place)} has no schema yet, and AlgoRoom needs revision {newest}: {REMEDY}.")
    if found in known_revisions():
        raise WrongSchema(
            f"The schema of {place} is at revision {found}, and this version of AlgoRoom needs {newest}: bring it up "
            f"to date, {REMEDY}."
        )
    raise WrongSchema(
        f"The schema of {place} is at revision {found}, which this version of AlgoRoom does not know: its newest is "
        f"{newest}. Start the newer version that made it, or let that one take the schema back first, with "
        f"`algoroom migrate down {newest}`."
    )


async def check_schema(place: SqliteFile | PostgresDatabase, connection: AsyncConnection) -> None:
    """Return when this version works on the schema of the database at `place`.

    Raises:
        WrongSchema: it does not.
        StorageUnavailable: the database does not answer.
    """
    with storage_errors(str(place)):
        found = await read_revision(connection)
    check_revision(place, found)


def _begin(place: SqliteFile | PostgresDatabase) -> str:
    return f"{str(place)[:1].upper()}{str(place)[1:]}"
