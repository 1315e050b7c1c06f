"""The table of chunks, as the update log sees it: rows go in by a way that each database has for itself."""

from collections.abc import Sequence
from typing import Protocol

# A row of the table, in the order of its columns: session_number, first_seq, last_seq, payload, crc32. A plain tuple,
# because drivers want one, and because a row is made for every session and group commit.
type ChunkRow = tuple[int, int, int, bytes, int]


class UnknownNumber(Exception):
    """No session has one of the numbers any more. Nothing was stored."""


class ChunkTable(Protocol):
    """Where chunks are put."""

    async def insert(self, rows: Sequence[ChunkRow]) -> frozenset[int]:
        """Store rows in one transaction; return the numbers of the sessions of which none was stored.

        Of those the key of the first row was taken. Each session's rows stand in order, and the first one follows an
        end of its log that was seen: so that key decides about all of them.

        Raises:
            UnknownNumber: one of the sessions is no more.
            StorageUnavailable: the storage does not answer; the rows may be stored all the same.
        """

    async def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
