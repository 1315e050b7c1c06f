"""Storage in memory, for tests and for trying things out: it keeps every promise until the process ends."""

import dataclasses
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from app.domain import Checkpoint, Door, Entry, Gap, Link, LinkId, Session, SessionId, SessionStatus
from app.errors import SessionExists, SessionNotFound
from app.repositories.ports import Batch, CheckpointStore, SessionRepository, TicketStore, UpdateLog

READ_ENTRIES = 1000


class InMemorySessionRepository:
    """A `SessionRepository` in a dictionary."""

    def __init__(self) -> None:
        self._sessions: dict[SessionId, Session] = {}
        self._doors: dict[SessionId, Door] = {}
        self.belongings: list[Callable[[SessionId], object]] = []
        """What forgets all that belongs to a session when it is deleted."""

    async def add(self, session: Session, observer: LinkId | None = None) -> None:
        """Store a new session."""
        if session.id in self._sessions:
            raise SessionExists(f"Session {session.id} is stored already.")
        self._sessions[session.id] = dataclasses.replace(
            session, created_at=_in_utc(session.created_at), ended_at=session.ended_at and _in_utc(session.ended_at)
        )
        self._doors[session.id] = Door(session.id, session.id, observer, session.host_key_hash, 0)

    async def find(self, session_id: SessionId) -> Session | None:
        """Return the session, or `None` if there is none."""
        return self._sessions.get(session_id)

    async def update(
        self,
        session_id: SessionId,
        *,
        title: str | None = None,
        language: str | None = None,
        status: SessionStatus | None = None,
        ended_at: datetime | None = None,
    ) -> Session:
        """Change the given fields, leave the others, and return what is stored now."""
        session = self._sessions.get(session_id)
        if session is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        self._sessions[session_id] = dataclasses.replace(
            session,
            title=session.title if title is None else title,
            language=session.language if language is None else language,
            status=session.status if status is None else status,
            ended_at=None if status is SessionStatus.OPEN else _in_utc(ended_at) if ended_at else session.ended_at,
        )
        return self._sessions[session_id]

    async def find_door(self, link: Link) -> Door | None:
        """Return the door of the session of which this is the id or one of the links now, or `None`."""
        doors = self._doors.values()
        return next((door for door in doors if link in (door.session, door.candidate, door.observer)), None)

    async def replace_links(
        self,
        session_id: SessionId,
        *,
        candidate: LinkId | None = None,
        observer: LinkId | None = None,
        host_key_hash: bytes | None = None,
    ) -> Door:
        """Let the given ones take the place of those before, and count one rotation."""
        door = self._doors.get(session_id)
        if door is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        self._doors[session_id] = Door(
            session_id,
            candidate or door.candidate,
            observer or door.observer,
            host_key_hash or door.host_key_hash,
            door.rotations + 1,
        )
        return self._doors[session_id]

    async def delete(self, session_id: SessionId) -> bool:
        """Remove a session and all that belongs to it."""
        self._doors.pop(session_id, None)
        for forget in self.belongings:
            forget(session_id)
        return self._sessions.pop(session_id, None) is not None

    async def list_ids(self, *, created_before: datetime | None = None) -> Sequence[SessionId]:
        """Return the sessions that are stored, or those made before a moment, oldest first."""
        oldest_first = sorted(self._sessions.values(), key=lambda session: session.created_at)
        return [session.id for session in oldest_first if created_before is None or session.created_at < created_before]

    async def ping(self) -> None:
        """Return: memory always answers."""


class InMemoryTicketStore:
    """A `TicketStore` in a dictionary."""

    def __init__(self, sessions: InMemorySessionRepository) -> None:
        self._sessions = sessions
        self._tickets: dict[bytes, tuple[SessionId, datetime]] = {}
        sessions.belongings.append(self._drop)

    async def add(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Keep a ticket, and forget those whose time is over."""
        if await self._sessions.find(session_id) is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        self._tickets = {key: held for key, held in self._tickets.items() if held[1] > now}
        self._tickets[ticket_hash] = session_id, expires_at

    async def take(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime) -> bool:
        """Use a ticket up; returns whether there was one."""
        held = self._tickets.get(ticket_hash)
        if held is None or held[0] != session_id:
            return False
        del self._tickets[ticket_hash]
        return held[1] > now

    async def drop(self, session_id: SessionId) -> None:
        """Forget all tickets of a session."""
        self._drop(session_id)

    def _drop(self, session_id: SessionId) -> None:
        self._tickets = {key: held for key, held in self._tickets.items() if held[0] != session_id}


class InMemoryUpdateLog:
    """An `UpdateLog` in lists: the entry with seq n is at index n - 1."""

    def __init__(self, sessions: InMemorySessionRepository) -> None:
        self._sessions = sessions
        self._entries: defaultdict[SessionId, list[Entry]] = defaultdict(list)
        sessions.belongings.append(lambda session_id: self._entries.pop(session_id, None))

    async def append(self, batch: Batch) -> frozenset[SessionId]:
        """Append the entries of several sessions, and return who was overtaken."""
        wishes: defaultdict[SessionId, list[Entry]] = defaultdict(list)
        for session_id, entries in batch:
            wishes[session_id] += [entry._replace(at=_in_utc(entry.at)) for entry in entries]
        for session_id, wished in wishes.items():
            if await self._sessions.find(session_id) is None:
                raise SessionNotFound(f"There is no session {session_id}.")
            if any(entry.seq != wished[0].seq + index for index, entry in enumerate(wished)):
                raise ValueError(f"The entries of session {session_id} are not consecutive.")
        overtaken: set[SessionId] = set()
        for session_id, wished in wishes.items():
            if wished and wished[0].seq != len(self._entries[session_id]) + 1:
                overtaken.add(session_id)
            else:
                self._entries[session_id].extend(wished)
        return frozenset(overtaken)

    async def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry | Gap]]:
        """Yield the entries with `after < seq <= upto` in order, in lists of at most a thousand."""
        start = max(after, 0)
        entries = self._entries.get(session_id, [])
        while True:
            # Ends anew for each list: the reader sees what was appended meanwhile, as in the other storages.
            end = start + READ_ENTRIES if upto is None else min(upto, start + READ_ENTRIES)
            some = entries[start : max(end, 0)]
            if not some:
                return
            yield some
            start += len(some)

    async def heads(self, ids: Collection[SessionId]) -> Mapping[SessionId, int]:
        """Return the seq of the last entry of each session that is stored."""
        stored = [session_id for session_id in ids if await self._sessions.find(session_id) is not None]
        return {session_id: len(self._entries.get(session_id, ())) for session_id in stored}


class InMemoryCheckpointStore:
    """A `CheckpointStore` in a dictionary."""

    def __init__(self, sessions: InMemorySessionRepository) -> None:
        self._sessions = sessions
        self._checkpoints: dict[SessionId, Checkpoint] = {}
        sessions.belongings.append(lambda session_id: self._checkpoints.pop(session_id, None))

    async def save(self, session_id: SessionId, seq: int, payload: bytes) -> None:
        """Keep the state at `seq`, unless a newer one is kept, or the session is not stored."""
        kept = self._checkpoints.get(session_id)
        if (kept is None or kept.seq <= seq) and await self._sessions.find(session_id) is not None:
            self._checkpoints[session_id] = Checkpoint(seq, payload)

    async def find(self, session_id: SessionId) -> Checkpoint | None:
        """Return the newest state, or `None` if there is none."""
        return self._checkpoints.get(session_id)


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError("A stored time must be aware.")
    return time.astimezone(UTC)


class InMemoryStorage:
    """A `Storage` that is gone with the process."""

    def __init__(self) -> None:
        sessions = InMemorySessionRepository()
        self.sessions: SessionRepository = sessions
        self.tickets: TicketStore = InMemoryTicketStore(sessions)
        self.log: UpdateLog = InMemoryUpdateLog(sessions)
        self.checkpoints: CheckpointStore = InMemoryCheckpointStore(sessions)

    async def close(self) -> None:
        """Keep everything: there is nothing to let go of."""
