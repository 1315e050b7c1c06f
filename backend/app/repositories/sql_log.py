"""The update log in an SQL database: group commits in, chunks out."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import Dialect, Row, Select, and_, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.engine import Database
from app.db.tables import entries, sessions
from app.db.types import UtcDateTime
from app.domain import Entry, EntryKind, ParticipantId, SessionId
from app.errors import AlgoRoomError, LogConflict, SessionNotFound

READ_CHUNK_ENTRIES = 1000
READ_CHUNK_BYTES = 8 << 20  # of payload: a thousand entries of the largest size would be a gigabyte
MAX_SEQ = (1 << 31) - 1  # PostgreSQL's integer; a person would have to type for years
KNOWN_HEADS = 10_000  # sessions whose number and last seq are remembered, about 150 bytes each
LOOKUP_SESSIONS = 500  # ids in one query: SQLite and asyncpg bound the parameters of a statement

FIELDS = (
    entries.c.seq,
    entries.c.at,
    entries.c.author,
    entries.c.channel,
    entries.c.kind,
    entries.c.payload,
)


def _read_chunk() -> Select[*tuple[Any, ...]]:
    """The query for the next entries of a session: a thousand, or fewer where they are large."""
    number = select(sessions.c.number).where(sessions.c.id == bindparam("session")).scalar_subquery()
    wanted = and_(
        entries.c.session_number == number, entries.c.seq > bindparam("after"), entries.c.seq <= bindparam("upto")
    )
    sizes = (
        select(entries.c.seq, func.length(entries.c.payload).label("size"))
        .where(wanted)
        .order_by(entries.c.seq)
        .limit(READ_CHUNK_ENTRIES)
        .subquery()
    )
    total = func.sum(sizes.c.size).over(order_by=sizes.c.seq)
    sums = select(sizes.c.seq, (total - sizes.c.size).label("before")).subquery()
    # The first entry has nothing before it, so a chunk is never empty because of one large entry.
    last = select(func.max(sums.c.seq)).where(sums.c.before < READ_CHUNK_BYTES).scalar_subquery()
    return select(*FIELDS).where(wanted, entries.c.seq <= last).order_by(entries.c.seq)


# Built once: to put a statement together takes as long as to run it.
INSERT = insert(entries)
TIME = UtcDateTime()
READ_CHUNK = _read_chunk()
KINDS = {kind.value: kind for kind in EntryKind}

type Batch = Sequence[tuple[SessionId, Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class _Head:
    """The number by which entries refer to a session, and the seq of its last entry."""

    number: int
    seq: int


class SqlUpdateLog:
    """An `UpdateLog` in PostgreSQL or SQLite.

    A session's head is remembered after each append, so that the next one is a single statement. A remembered
    head can lag behind the stored one, never lead: then the primary key refuses what is already there, and
    nothing is stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # Handed to the driver as text with tuples: SQLAlchemy's way through the columns of each row takes four
        # times as long as SQLite takes to store it.
        self._insert = str(INSERT.compile(dialect=database.dialect))
        self._heads: dict[SessionId, _Head] = {}
        # Sessions whose last append failed in a way that leaves open whether it was committed. They are
        # looked up before the next append, and what is stored already, byte for byte, counts as appended.
        self._doubtful: set[SessionId] = set()

    async def append(self, batch: Batch) -> None:
        """Append the entries of several sessions in one transaction: all of them are on disk, or none is."""
        ids = {session_id for session_id, _ in batch}
        heads: dict[SessionId, _Head] = {}
        try:
            async with self._database.writing() as connection:
                heads = await self._find_heads(connection, batch, ids)
                fresh = await self._leave_out_stored(connection, batch, heads)
                rows, heads = _rows(fresh, heads, self._database.dialect)
                if rows:
                    await connection.exec_driver_sql(self._insert, rows)
        except IntegrityError as error:
            self._forget(ids)
            raise await self._explain(ids) from error
        except AlgoRoomError as error:
            self._forget(ids)
            if error.retry and not isinstance(error, LogConflict):
                self._doubtful |= ids
            raise
        except BaseException:
            # Cancelled, perhaps while the commit was on its way.
            self._forget(ids)
            self._doubtful |= ids
            raise
        self._doubtful -= ids
        self._remember(heads)

    async def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry]]:
        """Yield the entries with `after < seq <= upto` in order, in chunks of at most a thousand.

        No connection is held while the consumer works on a chunk.
        """
        while chunk := await self._read_chunk(session_id, after, upto):
            yield chunk
            after = chunk[-1].seq

    async def _read_chunk(self, session_id: SessionId, after: int, upto: int | None) -> list[Entry]:
        bounds = {"session": session_id, "after": after, "upto": MAX_SEQ if upto is None else upto}
        async with self._database.reading() as connection:
            rows = (await connection.execute(READ_CHUNK, bounds)).all()
        return [_entry(row) for row in rows]

    async def _find_heads(
        self, connection: AsyncConnection, batch: Batch, ids: set[SessionId]
    ) -> dict[SessionId, _Head]:
        """Return the heads of the batch's sessions: remembered ones where they fit, stored ones elsewhere."""
        first = {session_id: new[0].seq for session_id, new in reversed(batch) if new}
        heads = {
            session_id: head
            for session_id in ids - self._doubtful
            if (head := self._heads.get(session_id)) is not None and first.get(session_id) == head.seq + 1
        }
        heads |= await _load_heads(connection, ids - heads.keys())
        if missing := ids - heads.keys():
            raise SessionNotFound(f"There is no session {min(missing)}.")
        return heads

    async def _leave_out_stored(
        self, connection: AsyncConnection, batch: Batch, heads: dict[SessionId, _Head]
    ) -> Batch:
        """Take out the entries that a doubtful append did store after all."""
        fresh: list[tuple[SessionId, Sequence[Entry]]] = []
        for session_id, new in batch:
            known = 0
            if session_id in self._doubtful and new and new[0].seq <= heads[session_id].seq:
                stored = await _load_entries(connection, heads[session_id].number, new[0].seq, new[-1].seq)
                known = len(stored) if stored == list(new[: len(stored)]) else 0
            fresh.append((session_id, new[known:]))
        return fresh

    async def _explain(self, ids: set[SessionId]) -> AlgoRoomError:
        """Say what a violated constraint meant: a session that is no more, or a seq that is taken."""
        async with self._database.reading() as connection:
            missing = ids - (await _load_heads(connection, ids)).keys()
        if missing:
            return SessionNotFound(f"There is no session {min(missing)}.")
        return LogConflict("An entry of the batch is in the log already: somebody else writes its session.")

    def _remember(self, heads: dict[SessionId, _Head]) -> None:
        self._forget(heads)
        self._heads |= heads
        # Dictionaries keep the order of insertion: those written longest ago go first.
        for session_id in list(self._heads)[: max(0, len(self._heads) - KNOWN_HEADS)]:
            del self._heads[session_id]

    def _forget(self, ids: Iterable[SessionId]) -> None:
        for session_id in ids:
            self._heads.pop(session_id, None)


def _rows(
    batch: Batch, heads: dict[SessionId, _Head], dialect: Dialect
) -> tuple[list[tuple[object, ...]], dict[SessionId, _Head]]:
    """Return the rows to insert, in the order of the table's columns, and the heads after them.

    Raises:
        LogConflict: an entry does not follow its session's last one.
    """
    after = dict(heads)
    rows: list[tuple[object, ...]] = []
    for session_id, new in batch:
        number, seq = after[session_id].number, after[session_id].seq
        for entry in new:
            if entry.seq != seq + 1:
                raise LogConflict(f"Entry {entry.seq} does not follow entry {seq} of session {session_id}.")
            seq = entry.seq
            at = TIME.process_bind_param(entry.at, dialect)
            rows.append((number, seq, at, entry.author, entry.channel, entry.kind.value, entry.payload))
        after[session_id] = _Head(number, seq)
    return rows, after


async def _load_heads(connection: AsyncConnection, ids: Iterable[SessionId]) -> dict[SessionId, _Head]:
    """Return the stored heads of those sessions that exist."""
    last = select(func.max(entries.c.seq)).where(entries.c.session_number == sessions.c.number).scalar_subquery()
    heads: dict[SessionId, _Head] = {}
    for some in batched(ids, LOOKUP_SESSIONS, strict=False):
        statement = select(sessions.c.id, sessions.c.number, func.coalesce(last, 0)).where(sessions.c.id.in_(some))
        for session_id, number, seq in await connection.execute(statement):
            heads[SessionId(session_id)] = _Head(number, seq)
    return heads


async def _load_entries(connection: AsyncConnection, number: int, first: int, last: int) -> list[Entry]:
    statement = (
        select(*FIELDS)
        .where(entries.c.session_number == number, entries.c.seq.between(first, last))
        .order_by(entries.c.seq)
    )
    return [_entry(row) for row in await connection.execute(statement)]


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    seq, at, author, channel, kind, payload = row
    return Entry(seq, at, None if author is None else ParticipantId(author), channel, KINDS[kind], payload)
