"""Sessions in an SQL database: PostgreSQL and SQLite share all of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Uuid, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.db.address import PostgresDatabase, SqliteFile
from app.db.engine import ANSWER_SECONDS, Database
from app.db.postgres import PostgresWriter
from app.db.sqlite import SqliteWriter
from app.db.tables import sessions
from app.domain import Door, Link, LinkId, Session, SessionId, SessionStatus
from app.errors import SessionExists, SessionNotFound
from app.repositories.ports import CheckpointStore, SessionRepository, TicketStore, UpdateLog
from app.repositories.postgres_chunks import PostgresChunkTable
from app.repositories.sql_checkpoints import SqlCheckpointStore
from app.repositories.sql_chunks import ChunkTable
from app.repositories.sql_log import SqlUpdateLog
from app.repositories.sql_tickets import SqlTicketStore
from app.repositories.sqlite_chunks import SqliteChunkTable

FIELDS = (
    sessions.c.id,
    sessions.c.title,
    sessions.c.language,
    sessions.c.status,
    sessions.c.host_key_hash,
    sessions.c.created_at,
    sessions.c.ended_at,
)
DOOR = (
    sessions.c.id,
    func.coalesce(sessions.c.candidate_link, sessions.c.id).label("candidate"),
    sessions.c.observer_link,
    sessions.c.host_key_hash,
    sessions.c.rotations,
)
# Built once: to put a statement together takes as long as to run it.
INSERT = insert(sessions)
FIND = select(*FIELDS).where(sessions.c.id == bindparam("wanted"))
WANTED = bindparam("wanted", type_=Uuid())
FIND_DOOR = select(*DOOR).where(
    or_(sessions.c.id == WANTED, sessions.c.candidate_link == WANTED, sessions.c.observer_link == WANTED)
)
PING = select(sessions.c.number).limit(1)


class PostgresSessionRepository:
    """A `SessionRepository` in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session: Session, observer: LinkId | None = None) -> None:
        """Store a new session."""
        row = {
            "id": session.id,
            "title": session.title,
            "language": session.language,
            "status": session.status.value,
            "host_key_hash": session.host_key_hash,
            "created_at": session.created_at,
            "ended_at": session.ended_at,
            "observer_link": observer,
        }
        try:
            async with self._database.writing() as connection:
                await connection.execute(INSERT, row)
        except IntegrityError as error:
            raise SessionExists(f"Session {session.id} is stored already.") from error

    async def find(self, session_id: SessionId) -> Session | None:
        """Return the session, or `None` if there is none."""
        async with self._database.reading() as connection:
            row = (await connection.execute(FIND, {"wanted": session_id})).one_or_none()
        return None if row is None else _session(row)

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
        given = {
            "title": title,
            "language": language,
            "status": None if status is None else status.value,
            "ended_at": ended_at,
        }
        changes: dict[str, str | datetime | None] = {name: value for name, value in given.items() if value is not None}
        if status is SessionStatus.OPEN:
            changes["ended_at"] = None
        found = await self._change(session_id, changes) if changes else await self.find(session_id)
        if found is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        return found

    async def _change(self, session_id: SessionId, changes: dict[str, str | datetime | None]) -> Session | None:
        statement = update(sessions).where(sessions.c.id == session_id).values(changes).returning(*FIELDS)
        async with self._database.writing() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else _session(row)

    async def find_door(self, link: Link) -> Door | None:
        """Return the door of the session of which this is the id or one of the links now, or `None`."""
        async with self._database.reading() as connection:
            row = (await connection.execute(FIND_DOOR, {"wanted": link})).one_or_none()
        return None if row is None else _door(row)

    async def replace_links(
        self,
        session_id: SessionId,
        *,
        candidate: LinkId | None = None,
        observer: LinkId | None = None,
        host_key_hash: bytes | None = None,
    ) -> Door:
        """Let the given ones take the place of those before, and count one rotation."""
        given = {"candidate_link": candidate, "observer_link": observer, "host_key_hash": host_key_hash}
        changes = {name: value for name, value in given.items() if value is not None}
        statement = (
            update(sessions)
            .where(sessions.c.id == session_id)
            .values(rotations=sessions.c.rotations + 1, **changes)
            .returning(*DOOR)
        )
        async with self._database.writing() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        return _door(row)

    async def delete(self, session_id: SessionId) -> bool:
        """Remove a session; its log and its checkpoint go with it (`ON DELETE CASCADE`)."""
        async with self._database.writing() as connection:
            found = await connection.execute(delete(sessions).where(sessions.c.id == session_id))
        return found.rowcount > 0

    async def list_ids(self, *, created_before: datetime | None = None) -> Sequence[SessionId]:
        """Return the sessions that are stored, or those made before a moment, oldest first."""
        wanted = select(sessions.c.id).order_by(sessions.c.created_at, sessions.c.number)
        if created_before is not None:
            wanted = wanted.where(sessions.c.created_at < created_before)
        async with self._database.reading() as connection:
            return [SessionId(found) for found in (await connection.execute(wanted)).scalars()]

    async def ping(self) -> None:
        """Return when the storage answers and holds our tables."""
        async with self._database.reading() as connection:
            await connection.execute(PING)


class SqliteSessionRepository(PostgresSessionRepository):
    """A `SessionRepository` in a SQLite file. What differs, `app.db` takes care of."""


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(
        id=SessionId(row.id),
        title=row.title,
        language=row.language,
        status=SessionStatus(row.status),
        host_key_hash=row.host_key_hash,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _door(row: Row[*tuple[Any, ...]]) -> Door:
    observer = row.observer_link
    return Door(
        session=SessionId(row.id),
        candidate=LinkId(row.candidate),
        observer=None if observer is None else LinkId(observer),
        host_key_hash=row.host_key_hash,
        rotations=row.rotations,
    )


class SqlStorage:
    """A `Storage` in PostgreSQL or SQLite, whose schema `app.db.migrate` has built."""

    def __init__(self, address: PostgresDatabase | SqliteFile, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._database = Database(address, answer_seconds=answer_seconds)
        repository = SqliteSessionRepository if isinstance(address, SqliteFile) else PostgresSessionRepository
        self.sessions: SessionRepository = repository(self._database)
        self.tickets: TicketStore = SqlTicketStore(self._database)
        self._chunks = _open_chunks(self._database)
        self.log: UpdateLog = SqlUpdateLog(self._database, self._chunks)
        self.checkpoints: CheckpointStore = SqlCheckpointStore(self._database)

    async def close(self) -> None:
        """Let go of connections. Safe to call twice."""
        try:
            await self._chunks.close()
        finally:
            await self._database.close()


def _open_chunks(database: Database) -> ChunkTable:
    match database.open_writer():
        case SqliteWriter() as writer:
            return SqliteChunkTable(writer)
        case PostgresWriter() as writer:
            return PostgresChunkTable(writer)
