"""Sessions and entries for storage tests, made from numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.domain import Entry, EntryKind, Gap, ParticipantId, Session, SessionId, SessionStatus
from app.repositories.ports import Storage

NOON = datetime(2026, 11, 20, 12, 0, 0, 123_456, tzinfo=UTC)


def new_session(title: str = "Interview", language: str = "python") -> Session:
    """A session that no storage has seen."""
    return Session(
        id=SessionId(uuid4()),
        title=title,
        language=language,
        status=SessionStatus.OPEN,
        host_key_hash=bytes(range(32)),
        created_at=NOON,
    )


async def add_session(storage: Storage) -> SessionId:
    """Store a new session and return its id."""
    session = new_session()
    await storage.sessions.add(session)
    return session.id


def new_entry(seq: int, payload: bytes | None = None) -> Entry:
    """The entry `seq` of some session: a keystroke, unless told otherwise."""
    return Entry(
        seq=seq,
        at=NOON + timedelta(milliseconds=seq),
        author=ParticipantId(f"p{seq % 3}"),
        channel="file/main.py",
        kind=EntryKind.TEXT,
        payload=b"key %d" % seq if payload is None else payload,
    )


def new_entries(first: int, last: int) -> list[Entry]:
    """The entries `first` to `last`, both included."""
    return [new_entry(seq) for seq in range(first, last + 1)]


async def read_all(storage: Storage, session_id: SessionId, after: int = 0, upto: int | None = None) -> list[Entry]:
    """Everything that the log yields, in one list; there must be no gap in it."""
    items = [item for some in await read_lists(storage, session_id, after, upto) for item in some]
    entries = [item for item in items if isinstance(item, Entry)]
    assert len(entries) == len(items)
    return entries


async def read_lists(
    storage: Storage, session_id: SessionId, after: int = 0, upto: int | None = None
) -> list[Sequence[Entry | Gap]]:
    """Everything that the log yields, list by list."""
    return [some async for some in storage.log.read(session_id, after, upto)]


async def append(storage: Storage, session_id: SessionId, entries: Sequence[Entry]) -> None:
    """Append entries that nobody else has overtaken."""
    assert await storage.log.append([(session_id, entries)]) == frozenset()
