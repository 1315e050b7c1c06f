"""Checkpoints in an SQL database: one row a session."""

import zlib

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.engine import Database
from app.db.tables import checkpoints, sessions
from app.domain import Checkpoint, SessionId, short

log = structlog.get_logger(__name__)

KEPT = (checkpoints.c.seq, checkpoints.c.payload, checkpoints.c.crc32)
OF_SESSION = sessions.c.id == bindparam("session")
FIND = select(*KEPT).join(sessions).where(OF_SESSION)
VALUES = select(sessions.c.number, *(bindparam(column.name, type_=column.type) for column in KEPT)).where(OF_SESSION)


class SqlCheckpointStore:
    """A `CheckpointStore` in PostgreSQL or SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._save = _save_statement(database.dialect.name)

    async def save(self, session_id: SessionId, seq: int, payload: bytes) -> None:
        """Keep the state at `seq`, unless a newer one is kept, or the session is not stored."""
        values = {"session": session_id, "seq": seq, "payload": payload, "crc32": zlib.crc32(payload)}
        async with self._database.writing() as connection:
            await connection.execute(self._save, values)

    async def find(self, session_id: SessionId) -> Checkpoint | None:
        """Return the newest state, or `None` if there is none that can be read."""
        async with self._database.reading() as connection:
            row = (await connection.execute(FIND, {"session": session_id})).one_or_none()
        if row is None:
            return None
        if zlib.crc32(row.payload) != row.crc32:
            log.error("checkpoint_damaged", session=short(session_id), seq=row.seq)
            return None
        return Checkpoint(row.seq, row.payload)


def _save_statement(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = postgresql.insert(checkpoints) if dialect == "postgresql" else sqlite.insert(checkpoints)
    # Equal is replaced too: the stored one may be damaged.
    return statement.from_select(["session_number", *(column.name for column in KEPT)], VALUES).on_conflict_do_update(
        index_elements=[checkpoints.c.session_number],
        set_={column.name: statement.excluded[column.name] for column in KEPT},
        where=checkpoints.c.seq <= statement.excluded.seq,
    )
