"""The ports of storage: what every repository, log and checkpoint store promises. One contract suite holds them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from app.domain import Checkpoint, Door, Entry, Gap, Link, LinkId, Session, SessionId, SessionStatus

type Batch = Sequence[tuple[SessionId, Sequence[Entry]]]


class SessionRepository(Protocol):
    """Where sessions are kept. All methods raise `StorageUnavailable` when the storage does not answer."""

    async def add(self, session: Session, observer: LinkId | None = None) -> None:
        """Store a new session, whose id is the candidate's link; `observer` is the observers'.

        Raises:
            SessionExists: a session with this id is stored already.
        """

    async def find(self, session_id: SessionId) -> Session | None:
        """Return the session, or `None` if there is none."""

    async def update(
        self,
        session_id: SessionId,
        *,
        title: str | None = None,
        language: str | None = None,
        status: SessionStatus | None = None,
        ended_at: datetime | None = None,
    ) -> Session:
        """Change the given fields, leave the others, and return what is stored now.

        A session that is `OPEN` has no end: with that status `ended_at` is emptied.

        Raises:
            SessionNotFound: there is no such session.
        """

    async def find_door(self, link: Link) -> Door | None:
        """Return the door of the session of which this is the id or one of the links now, or `None`."""

    async def replace_links(
        self,
        session_id: SessionId,
        *,
        candidate: LinkId | None = None,
        observer: LinkId | None = None,
        host_key_hash: bytes | None = None,
    ) -> Door:
        """Let the given ones take the place of those before, count one rotation, and return what is stored now.

        Raises:
            SessionNotFound: there is no such session.
        """

    async def delete(self, session_id: SessionId) -> bool:
        """Remove a session with its log and all else that is stored of it; returns whether there was one."""

    async def list_ids(self, *, created_before: datetime | None = None) -> Sequence[SessionId]:
        """Return the sessions that are stored, or those made before a moment, oldest first."""

    async def ping(self) -> None:
        """Return when the storage answers.

        Raises:
            StorageUnavailable: it does not.
        """


class TicketStore(Protocol):
    """Tickets by their hashes. Methods raise `StorageUnavailable` when the storage does not answer."""

    async def add(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Keep a ticket for a session, and forget those of all sessions whose time is over.

        Raises:
            SessionNotFound: there is no such session.
        """

    async def take(self, session_id: SessionId, ticket_hash: bytes, *, now: datetime) -> bool:
        """Use a ticket up; returns whether there was one for this session whose time is not over. Whoever else asks for
        the same one, at this server or at another, is told that there is none.
        """

    async def drop(self, session_id: SessionId) -> None:
        """Forget all tickets of a session."""


class UpdateLog(Protocol):
    """The append-only entries of every session. Methods raise `StorageUnavailable` when the storage does not answer."""

    async def append(self, batch: Batch) -> frozenset[SessionId]:
        """Append consecutive entries of several sessions in one transaction, and return who was overtaken.

        Overtaken is a session whose log does not end right before the first of its entries: somebody else wrote it
        meanwhile. Nothing of it is stored, and everything of the others is.

        An append that raised `StorageUnavailable` or was cancelled may be stored all the same. To repeat it, with or
        without more entries behind, is safe: what is stored already of the same entries counts as appended. (A
        session can still be overtaken behind them. Who then reads the log finds entries of its own in it.)

        Raises:
            SessionNotFound: one of the sessions is not stored; nothing of the batch is.
            ValueError: entries of a session are not consecutive, or cannot be kept; nothing of the batch is stored.
        """

    def read(
        self, session_id: SessionId, after: int = 0, upto: int | None = None
    ) -> AsyncIterator[Sequence[Entry | Gap]]:
        """Yield the entries with `after < seq <= upto` in order, in lists of at most a thousand.

        A `Gap` stands for those that are damaged or missing; only behind the last one nobody can know.
        """

    async def heads(self, ids: Collection[SessionId]) -> Mapping[SessionId, int]:
        """Return the seq of the last entry of each of these sessions that is stored: 0 where there is none."""


class CheckpointStore(Protocol):
    """The newest state of each session's room. Methods raise `StorageUnavailable` when the storage does not answer."""

    async def save(self, session_id: SessionId, seq: int, payload: bytes) -> None:
        """Keep the state at `seq`, unless a newer one is kept, or the session is not stored."""

    async def find(self, session_id: SessionId) -> Checkpoint | None:
        """Return the newest state, or `None` if there is none that can be read."""


class Storage(Protocol):
    """One storage: its repository, its tickets, its log, its checkpoints, and their end."""

    sessions: SessionRepository
    tickets: TicketStore
    log: UpdateLog
    checkpoints: CheckpointStore

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
