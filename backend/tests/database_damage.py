"""Somebody who damages a SQLite file past the server, and may take it back."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.db.address import SqliteFile, parse_database_url


class Damage:
    """Flips one byte of a chunk of the log; `undo` writes back what was there."""

    def __init__(self, database_url: str, session: str, first_seq: int) -> None:
        self._path = path_of(database_url)
        self._key = (session.replace("-", ""), first_seq)
        self._payload = self._read()
        flipped = bytearray(self._payload)
        flipped[len(flipped) // 2] ^= 0x10
        self._write(bytes(flipped))

    def undo(self) -> None:
        """Restore the bytes, as from a backup."""
        self._write(self._payload)

    def _read(self) -> bytes:
        with closing(sqlite3.connect(self._path)) as database:
            [payload] = database.execute(f"SELECT payload {OF_CHUNK}", self._key).fetchone()
        assert isinstance(payload, bytes)
        return payload

    def _write(self, payload: bytes) -> None:
        with closing(sqlite3.connect(self._path)) as database, database:
            changed = database.execute(f"UPDATE chunks SET payload = ? {WHERE_CHUNK}", (payload, *self._key))
            assert changed.rowcount == 1


WHERE_CHUNK = "WHERE session_number = (SELECT number FROM sessions WHERE id = ?) AND first_seq = ?"
OF_CHUNK = f"FROM chunks {WHERE_CHUNK}"


def chunks_of(database_url: str, session: str) -> list[tuple[int, int]]:
    """First and last seq of each chunk of a session's log."""
    with closing(sqlite3.connect(path_of(database_url))) as database:
        query = "SELECT first_seq, last_seq FROM chunks JOIN sessions ON number = session_number WHERE id = ?"
        return list(database.execute(f"{query} ORDER BY first_seq", (session.replace("-", ""),)))


def path_of(database_url: str) -> Path:
    """The file that a DATABASE_URL names."""
    address = parse_database_url(database_url)
    assert isinstance(address, SqliteFile)
    return address.path
