"""Sessions in an SQL database: PostgreSQL and SQLite share all of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db.address import PostgresDatabase, SqliteFile
from app.db.engine import ANSWER_SECONDS, Database
from app.db.postgres import PostgresWriter
from app.db.sqlite import SqliteWriter
from app.db.tables import sessions
from app.domain import Session, SessionId, SessionStatus
from app.errors import SessionExists, SessionNotFound
from app.repositories.ports import CheckpointStore, SessionRepository, UpdateLog
from app.repositories.postgres_chunks import PostgresChunkTable
from app.repositories.sql_checkpoints import SqlCheckpointStore
from app.repositories.sql_chunks import ChunkTable
from app.repositories.sql_log import SqlUpdateLog
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
# Built once: to put a statement together takes as long as to run it.
INSERT = insert(sessions)
FIND = select(*FIELDS).where(sessions.c.id == bindparam("wanted"))
PING = select(sessions.c.number).limit(1)


class PostgresSessionRepository:
    """A `SessionRepository` in PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, session: Session) -> None:
        """Store a new session."""
        row = {
            "id": session.id,
            "title": session.title,
            "language": session.language,
            "status": session.status.value,
            "host_key_hash": session.host_key_hash,
            "created_at": session.created_at,
            "ended_at": session.ended_at,
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
        changes = {name: value for name, value in given.items() if value is not None}
        found = await self._change(session_id, changes) if changes else await self.find(session_id)
        if found is None:
            raise SessionNotFound(f"There is no session {session_id}.")
        return found

    async def _change(self, session_id: SessionId, changes: dict[str, str | datetime]) -> Session | None:
        statement = update(sessions).where(sessions.c.id == session_id).values(changes).returning(*FIELDS)
        async with self._database.writing() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else _session(row)

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


class SqlStorage:
    """A `Storage` in PostgreSQL or SQLite, whose schema `app.db.migrate` has built."""

    def __init__(self, address: PostgresDatabase | SqliteFile, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._database = Database(address, answer_seconds=answer_seconds)
        repository = SqliteSessionRepository if isinstance(address, SqliteFile) else PostgresSessionRepository
        self.sessions: SessionRepository = repository(self._database)
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
