"""A copy of the whole SQLite database while servers use it, and the way back. PostgreSQL has programs of its own."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from app.config import Settings
from app.db.address import InMemory, PostgresDatabase
from app.db.errors import storage_errors
from app.db.revisions import known_revisions
from app.db.sqlite import sqlite_uri
from app.errors import StorageUnavailable, WrongSchema, WrongSetting

BUSY_S = 30.0
"""How long a server that is just writing is waited for."""
OURS_ALONE = 0o600
"""A backup holds every interview: nobody else on the machine may read it."""
KEPT = ".replaced"
BESIDE = ("", "-wal", "-shm")
"""A SQLite file, and what may lie beside it and belongs to it."""


def back_up(settings: Settings, to: Path) -> None:
    """Write all that is committed at this moment into a new file; people may be typing meanwhile.

    Raises:
        WrongSetting: the database is no SQLite file, or there is something at `to` already.
        StorageUnavailable: the database is not there, or cannot be read; no file is left then.
    """
    source = _sqlite_path(settings, "pg_dump --format=custom")
    if to.exists():
        raise WrongSetting(f"There is something at {to} already: name a file that is not there yet.")
    with storage_errors(str(settings.database)), _new_file(to) as copy:
        _copy(source, copy)


def back_up_to_stream(settings: Settings, stream: BinaryIO) -> None:
    """As `back_up`, written to a stream once the copy is whole."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "backup.db"
        back_up(settings, copy)
        with copy.open("rb") as file:
            shutil.copyfileobj(file, stream)


def restore(settings: Settings, backup: Path) -> Path | None:
    """Put a backup in the database's place; returns where what was there before lies now, if anything was.

    Raises:
        WrongSetting: the database is no SQLite file.
        StorageUnavailable: the backup is not whole or none of AlgoRoom's, or a server still uses the database.
        WrongSchema: a newer version of AlgoRoom made the backup.
    """
    target = _sqlite_path(settings, "pg_restore")
    _check(backup)
    _expect_unused(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        storage_errors(str(settings.database)),
        tempfile.TemporaryDirectory(dir=target.parent) as folder,
        _new_file(Path(folder) / target.name) as copy,
    ):
        _copy(backup, copy)
        if target.exists():
            copy.chmod(target.stat().st_mode)
        kept = _set_aside(target)
        copy.replace(target)
    _bring_to_disk(target.parent)
    return kept


def restore_from_stream(settings: Settings, stream: BinaryIO) -> Path | None:
    """As `restore`, of what a stream brings."""
    with tempfile.TemporaryDirectory() as folder:
        backup = Path(folder) / "backup.db"
        with backup.open("wb") as file:
            shutil.copyfileobj(stream, file)
        return restore(settings, backup)


def _sqlite_path(settings: Settings, program: str) -> Path:
    place = settings.database
    if isinstance(place, PostgresDatabase):
        raise WrongSetting(f"DATABASE_URL names a PostgreSQL: use its own `{program}` (docs/deploying.md).")
    if isinstance(place, InMemory):
        raise WrongSetting("DATABASE_URL names memory, which only the server itself can read: set it to a database.")
    return place.path


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """An empty file that is ours alone; gone again when it could not be filled."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OURS_ALONE))
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise StorageUnavailable(f"The SQLite file {path} is not there.")
    uri = sqlite_uri(path, create=False)
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_S)) as database:
        yield database


def _copy(source: Path, empty: Path) -> None:
    """Copy what is committed at one moment, and nothing of what was deleted before."""
    with _opened(source) as database:
        database.execute("VACUUM INTO ?", (str(empty),))
    _bring_to_disk(empty)


def _check(backup: Path) -> None:
    whole: list[tuple[str]] = []
    revision = None
    try:
        with _opened(backup) as database:
            whole = database.execute("PRAGMA integrity_check(1)").fetchall()
            revision = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        pass
    if whole != [("ok",)] or revision is None:
        raise StorageUnavailable(f"{backup} is no whole backup of AlgoRoom; nothing was changed.")
    if revision[0] not in known_revisions():
        raise WrongSchema(
            f"{backup} has revision {revision[0]}, and the newest that this version of AlgoRoom knows is "
            f"{known_revisions()[-1]}: restore it with the version that made it. Nothing was changed."
        )


def _expect_unused(target: Path) -> None:
    """Return when nobody has the database open, or it is none that anybody could use."""
    if not target.exists():
        return
    with _opened(target) as database:
        try:
            database.execute("PRAGMA busy_timeout = 0")
            # Every server has it in WAL mode, which can only be left by who has the file alone.
            database.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            # Anything else is damage: it is set aside as it is.
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise StorageUnavailable(
                    f"A server still uses {target}: stop it first. Nothing was changed."
                ) from error


def _set_aside(target: Path) -> Path | None:
    """Move what is there out of the way; a journal that stayed would be played into the restored file."""
    kept = target.with_name(target.name + KEPT)
    number = 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.name}{KEPT}-{number}")
    had = target.exists()
    for end in BESIDE:
        beside = target.with_name(target.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))
    return kept if had else None


def _bring_to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
