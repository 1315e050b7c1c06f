"""SQLite files: how a connection is set up, that the file stays the same, and the one thread that writes the log."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from app.db.address import SqliteFile
from app.db.errors import storage_errors
from app.errors import StorageUnavailable

WAL_LIMIT_BYTES = 64 << 20  # the journal shrinks back to this after a burst
PRAGMAS = (
    "journal_mode = WAL",
    # FULL: a commit waits for the disk, so that "saved" is true after a power cut too (docs/adr/0001).
    "synchronous = FULL",
    "foreign_keys = ON",
    f"journal_size_limit = {WAL_LIMIT_BYTES}",
)
REMEMBERED_STATEMENTS = 160  # compiled ones that the writing connection keeps: one for each usual number of rows


def sqlite_uri(path: Path, *, create: bool) -> str:
    """Name the file to the driver. Unless `create`, one that is not there is a failure, never a new and empty one."""
    return f"file:{quote(path.as_posix())}?mode={'rwc' if create else 'rw'}"


class FileWatch:
    """Notices that a SQLite file was removed or replaced.

    An open connection writes on happily into a file that no longer has a name: what it saved would be gone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None

    def check(self) -> None:
        """Return when the file is there, and the one it was.

        Raises:
            StorageUnavailable: it is not.
        """
        try:
            status = self._path.stat()
        except OSError as error:
            raise StorageUnavailable(f"The SQLite file {self._path} is not there.") from error
        found = (status.st_dev, status.st_ino)
        self._seen = self._seen or found
        if found != self._seen:
            raise StorageUnavailable(f"The SQLite file {self._path} was replaced by another one: start again.")


class SqliteWriter:
    """A connection in a thread of its own. What it is given to do is one trip there and back.

    The interpreter's lock is given up and taken again with every call of the driver, and while people type it is
    taken by the loop: work should be few calls.
    """

    def __init__(self, address: SqliteFile, watch: FileWatch, *, busy_seconds: float) -> None:
        self._address = address
        self._watch = watch
        self._busy_seconds = busy_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    async def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work`, which begins and commits, or is a single statement. What it leaves open is undone.

        Cancelled, it goes on if it has begun. What is given later is done later.

        Raises:
            StorageUnavailable: the file cannot be written, or somebody else writes it for too long.
            sqlite3.IntegrityError: a constraint was violated.
        """
        with storage_errors(str(self._address)):
            if self._closed:
                raise StorageUnavailable(f"{self._address} was closed.")
            self._watch.check()
            begin_until = monotonic() + self._busy_seconds
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, work, begin_until)

    def _do[T](self, work: Callable[[sqlite3.Connection], T], begin_until: float) -> T:
        if monotonic() > begin_until:
            raise TimeoutError
        if self._connection is None:
            self._connection = self._connect()
        try:
            return work(self._connection)
        except BaseException:
            # Whatever state it is in: the next work begins with a new one.
            self._disconnect()
            raise

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            sqlite_uri(self._address.path, create=False),
            uri=True,
            isolation_level=None,  # transactions are begun by us, and not guessed by the driver
            timeout=self._busy_seconds,
            cached_statements=REMEMBERED_STATEMENTS,
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def close(self) -> None:
        """Finish what was begun and close the connection. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        with storage_errors(str(self._address)):
            await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown(wait=False)
