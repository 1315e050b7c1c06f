"""The ports of storage: what every session repository and update log promises. One contract suite holds them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from app.domain import Entry, Session, SessionId, SessionStatus


class SessionRepository(Protocol):
    """Where sessions are kept. All methods raise `StorageUnavailable` when the storage does not answer."""

    async def add(self, session: Session) -> None:
        """Store a new session.

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

        Raises:
            SessionNotFound: there is no such session.
        """

    async def ping(self) -> None:
        """Return when the storage answers.

        Raises:
            StorageUnavailable: it does not.
        """


class UpdateLog(Protocol):
    """The append-only entries of every session. Methods raise `StorageUnavailable` when the storage does not answer."""

    async def append(self, batch: Sequence[tuple[SessionId, Sequence[Entry]]]) -> None:
        """Append the entries of several sessions in one transaction: all of them are on disk, or none is.

        Raises:
            SessionNotFound: one of the sessions is not stored.
            LogConflict: one of the sequence numbers is taken.
        """

    def read(self, session_id: SessionId, after: int = 0, upto: int | None = None) -> AsyncIterator[Sequence[Entry]]:
        """Yield the entries with `after < seq <= upto` in order, in chunks of at most a thousand."""


class Storage(Protocol):
    """One storage: its repository, its log, and their end."""

    sessions: SessionRepository
    log: UpdateLog

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
