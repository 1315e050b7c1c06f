"""Sessions as they lie in the database, for commands that need no server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from app.config import Settings
from app.db.address import InMemory
from app.domain import Gap, Session, SessionId, utc_now
from app.errors import SessionNotFound, WrongSetting
from app.repositories.ports import Storage
from app.storage import open_storage


@asynccontextmanager
async def stored_sessions(settings: Settings) -> AsyncIterator[Storage]:
    """The storage of the settings.

    Raises:
        WrongSetting: it is memory, which only the server itself can see.
    """
    if isinstance(settings.database, InMemory):
        raise WrongSetting("DATABASE_URL names memory, which only the server itself can read: set it to a database.")
    storage = open_storage(settings.database)
    try:
        await storage.sessions.ping()
        yield storage
    finally:
        await storage.close()


async def get_session(storage: Storage, written: str) -> Session:
    """The session with this id.

    Raises:
        SessionNotFound: there is none.
    """
    try:
        found = await storage.sessions.find(SessionId(UUID(written)))
    except ValueError:
        found = None
    if found is None:
        raise SessionNotFound(f"There is no session {written}.")
    return found


async def find_older(storage: Storage, days: int) -> list[Session]:
    """The sessions in which nothing has happened for so many days."""
    before = utc_now() - timedelta(days=days)
    older: list[Session] = []
    for session_id in await storage.sessions.list_ids(created_before=before):
        session = await storage.sessions.find(session_id)
        if session is not None and await _last_moment(storage, session) < before:
            older.append(session)
    return older


async def _last_moment(storage: Storage, session: Session) -> datetime:
    """When something happened in it last."""
    last = (await storage.log.heads([session.id])).get(session.id, 0)
    moment = session.created_at
    async for items in storage.log.read(session.id, after=max(last - 1, 0)):
        for item in items:
            if not isinstance(item, Gap):
                moment = max(moment, item.at)
    return moment
