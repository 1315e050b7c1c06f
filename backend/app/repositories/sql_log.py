"""The update log in an SQL database: group commits in, chunks out."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any
from zlib import crc32

import structlog
from sqlalchemy import Row, Select, and_, bindparam, func, select

from app.db.engine import Database
from app.db.tables import chunks, sessions
from app.domain import Entry, Gap, SessionId, short
from app.errors import SessionNotFound, StorageUnavailable
from app.repositories.chunk import MalformedChunk, decode, divide
from app.repositories.ports import Batch
from app.repositories.sql_chunks import ChunkRow, ChunkTable, UnknownNumber

READ_ENTRIES = 1000
READ_ROWS = 1000
READ_BYTES = 2 << 20  # of payload at once
MAX_SEQ = (1 << 31) - 1  # PostgreSQL's integer; a person would have to type for years
KNOWN_HEADS = 10_000  # sessions whose number and last seq are remembered, about 250 bytes each
LOOKUP_SESSIONS = 500  # ids in one query: SQLite and asyncpg bound the parameters of a statement

log = structlog.get_logger(__name__)


def _read_rows() -> Select[*tuple[Any, ...]]:
    """The query for the next chunks of a session: a thousand, or fewer where they are large."""
    number = select(sessions.c.number).where(sessions.c.id == bindparam("session")).scalar_subquery()
    of_session = chunks.c.session_number == number
    # The chunk in which the wanted part begins: the key knows where chunks begin, not where they end.
    begins = select(func.max(chunks.c.first_seq)).where(of_session, chunks.c.first_seq <= bindparam("after") + 1)
    wanted = and_(
        of_session,
        chunks.c.first_seq >= func.coalesce(begins.scalar_subquery(), 0),
        chunks.c.first_seq <= bindparam("upto"),
        chunks.c.last_seq > bindparam("after"),
    )
    sizes = (
        select(chunks.c.first_seq, func.length(chunks.c.payload).label("size"))
        .where(wanted)
        .order_by(chunks.c.first_seq)
        .limit(READ_ROWS)
        .subquery()
    )
    total = func.sum(sizes.c.size).over(order_by=sizes.c.first_seq)
    sums = select(sizes.c.first_seq, (total - sizes.c.size).label("before")).subquery()
    # The first chunk has nothing before it, so something is read even if that one is large.
    last = select(func.max(sums.c.first_seq)).where(sums.c.before < READ_BYTES).scalar_subquery()
    columns = (chunks.c.first_seq, chunks.c.last_seq, chunks.c.payload, chunks.c.crc32)
    return select(*columns).where(wanted, chunks.c.first_seq <= last).order_by(chunks.c.first_seq)


# Built once: to put a statement together takes as long as to run it.
ROWS = _read_rows()
LAST_SEQ = (
    select(chunks.c.last_seq)
    .where(chunks.c.session_number == sessions.c.number)
    .order_by(chunks.c.first_seq.desc())
    .limit(1)
    .scalar_subquery()
)
HEADS = select(sessions.c.id, sessions.c.number, func.coalesce(LAST_SEQ, 0)).where(
    sessions.c.id.in_(bindparam("wanted", expanding=True))
)


@dataclass(slots=True)
class _Head:
    """The number by which chunks refer to a session, and the seq at which one of its chunks ends.

    The seq may lag behind the last one, never lead: then a key is taken, and the row is refused.
    """

    number: int
    seq: int


@dataclass(slots=True)
class _Plan:
    """What to store of a batch, and for whom it can be said without trying that they were overtaken."""

    rows: list[ChunkRow] = field(default_factory=list)
    heads: list[tuple[SessionId, _Head, int]] = field(default_factory=list)
    """Whose rows these are, and the seq of the last one."""
    overtaken: set[SessionId] = field(default_factory=set)

    def add(self, session_id: SessionId, head: _Head, entries: Sequence[Entry]) -> None:
        """Store these entries behind the session's head."""
        last = head.seq
        for first, last, payload in divide(entries):
            self.rows.append((head.number, first, last, payload, crc32(payload)))
        self.heads.append((session_id, head, last))


class SqlUpdateLog:
    """An `UpdateLog` in PostgreSQL or SQLite."""

    def __init__(self, database: Database, table: ChunkTable) -> None:
        self._database = database
        self._table = table
        self._heads: dict[SessionId, _Head] = {}
        # Sessions whose last append failed in a way that leaves open whether it was committed; no head of theirs
        # is remembered. What is stored of the next append already, entry by entry, counts as appended.
        self._doubtful: set[SessionId] = set()

    async def append(self, batch: Batch) -> frozenset[SessionId]:
        """Append the entries of several sessions in one transaction, and return who was overtaken."""
        try:
            overtaken = await self._append(batch)
        except (SessionNotFound, ValueError):
            raise
        except BaseException:
            # Cancelled perhaps, while the commit was on its way.
            ids = {session_id for session_id, _ in batch}
            self._forget(ids)
            self._doubtful |= ids
            raise
        if self._doubtful:
            self._doubtful.difference_update(session_id for session_id, _ in batch)
        return overtaken

    async def _append(self, batch: Batch) -> frozenset[SessionId]:
        plan = self._plan_from_memory(batch) or await self._plan(_by_session(batch))
        lost = await self._insert(plan)
        overtaken = plan.overtaken | (lost - self._doubtful)
        while again := lost & self._doubtful:
            # The row in the way may be our own: of an append that was given up, and arrived just now.
            plan = await self._plan({session_id: _by_session(batch)[session_id] for session_id in again})
            lost = await self._insert(plan)
            overtaken |= plan.overtaken | (lost - self._doubtful)
        return frozenset(overtaken)

    def _plan_from_memory(self, batch: Batch) -> _Plan | None:
        """The plan for a batch in which every session goes on at the head that is remembered; else `None`."""
        plan = _Plan()
        for session_id, entries in batch:
            head = self._heads.get(session_id)
            if head is None or not entries or entries[0].seq != head.seq + 1:
                return None
            plan.add(session_id, head, entries)
        return plan

    async def _plan(self, wishes: Mapping[SessionId, Sequence[Entry]]) -> _Plan:
        """The plan for any batch: heads are looked up, and what a doubtful append did store is left out."""
        heads = await self._load_heads(wishes)
        if missing := wishes.keys() - heads.keys():
            self._forget(missing)
            raise SessionNotFound(f"There is no session {min(missing)}.")
        plan = _Plan()
        for session_id, wished in wishes.items():
            head, entries = heads[session_id], wished
            if session_id in self._doubtful and entries[0].seq <= head.seq:
                stored = await self._read_list(session_id, entries[0].seq - 1, entries[-1].seq)
                if stored == entries[: len(stored)]:
                    entries = entries[len(stored) :]
            if entries and entries[0].seq != head.seq + 1:
                plan.overtaken.add(session_id)
                self._forget([session_id])
            elif entries:
                plan.add(session_id, head, entries)
            else:
                self._remember(session_id, head, head.seq)
        return plan

    async def _insert(self, plan: _Plan) -> set[SessionId]:
        """Carry out a plan, remember the heads it leads to, and return the sessions whose first key was taken."""
        try:
            lost = await self._table.insert(plan.rows) if plan.rows else frozenset()
        except UnknownNumber as error:
            ids = [session_id for session_id, _, _ in plan.heads]
            self._forget(ids)
            missing = set(ids) - (await self._load_heads(ids)).keys()
            if missing:
                raise SessionNotFound(f"There is no session {min(missing)}.") from error
            raise StorageUnavailable("A session was removed and is there again; try again.") from error
        for session_id, head, seq in plan.heads:
            if head.number in lost:
                self._forget([session_id])
            else:
                self._remember(session_id, head, seq)
        return {session_id for session_id, head, _ in plan.heads if head.number in lost} if lost else set()

    async def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry | Gap]]:
        """Yield the entries with `after < seq <= upto` in order, in lists of at most a thousand.

        No connection is held while the consumer works on a list.
        """
        after = max(after, 0)
        end = MAX_SEQ if upto is None else min(upto, MAX_SEQ)
        while after < end and (rows := await self._read_rows(session_id, after, end)):
            for some in _unpack(session_id, rows, after, end):
                yield some
            after = rows[-1].last_seq
        if upto is not None and after < upto:
            head = (await self.heads([session_id])).get(session_id, 0)
            if head > after:
                yield [Gap(after + 1, min(head, upto))]

    async def heads(self, ids: Collection[SessionId]) -> Mapping[SessionId, int]:
        """Return the seq of the last entry of each of these sessions that is stored."""
        return {session_id: head.seq for session_id, head in (await self._load_heads(ids)).items()}

    async def _read_list(self, session_id: SessionId, after: int, upto: int) -> list[Entry | Gap]:
        return [item async for some in self.read(session_id, after, upto) for item in some]

    async def _read_rows(self, session_id: SessionId, after: int, upto: int) -> Sequence[Row[*tuple[Any, ...]]]:
        bounds = {"session": session_id, "after": after, "upto": upto}
        async with self._database.reading() as connection:
            return (await connection.execute(ROWS, bounds)).all()

    async def _load_heads(self, ids: Iterable[SessionId]) -> dict[SessionId, _Head]:
        """Return the stored heads of those sessions that exist."""
        heads: dict[SessionId, _Head] = {}
        for some in batched(ids, LOOKUP_SESSIONS, strict=False):
            async with self._database.reading() as connection:
                for session_id, number, seq in await connection.execute(HEADS, {"wanted": some}):
                    heads[SessionId(session_id)] = _Head(number, seq)
        return heads

    def _remember(self, session_id: SessionId, head: _Head, seq: int) -> None:
        head.seq = max(head.seq, seq)
        if self._heads.setdefault(session_id, head) is not head:
            self._heads[session_id] = head
        if len(self._heads) > KNOWN_HEADS:
            # Dictionaries keep the order of insertion. Who is still written is looked up once and comes in anew.
            del self._heads[next(iter(self._heads))]

    def _forget(self, ids: Iterable[SessionId]) -> None:
        for session_id in ids:
            self._heads.pop(session_id, None)


def _by_session(batch: Batch) -> dict[SessionId, Sequence[Entry]]:
    """What each session wants to append; a session may stand in a batch more than once."""
    wishes: dict[SessionId, Sequence[Entry]] = {}
    for session_id, entries in batch:
        if entries:
            wishes[session_id] = [*wishes.get(session_id, ()), *entries]
    return wishes


def _unpack(
    session_id: SessionId, rows: Sequence[Row[*tuple[Any, ...]]], after: int, upto: int
) -> Iterator[list[Entry | Gap]]:
    """Yield what lies in `after < seq <= upto` of chunks in order; one list may hold many small chunks."""
    items: list[Entry | Gap] = []
    for first, last, payload, checksum in rows:
        if items and len(items) + last - first >= READ_ENTRIES:
            yield items
            items = []
        if first > after + 1:
            log.error("chunk_missing", session=short(session_id), first=after + 1, last=first - 1)
            items.append(Gap(after + 1, first - 1))
        entries = _open(payload, checksum, first, last)
        if entries is None:
            log.error("chunk_damaged", session=short(session_id), first=first, last=last)
            items.append(Gap(max(first, after + 1), min(last, upto)))
        elif first > after and last <= upto:
            items += entries
        else:
            items += [entry for entry in entries if after < entry.seq <= upto]
        after = max(after, last)
    if items:
        yield items


def _open(payload: bytes, checksum: int, first: int, last: int) -> list[Entry] | None:
    """Return the entries of a chunk, or `None` if it is not what was stored."""
    if crc32(payload) != checksum:
        return None
    try:
        entries = decode(first, payload)
    except MalformedChunk:
        return None
    return entries if entries[-1].seq == last else None
