"""The two tables: sessions, and the append-only entries of their update logs."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)

from app.db.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

# Entries refer to a session by a small integer: a UUID in every entry would be half of a keystroke's row.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

sessions = Table(
    "sessions",
    metadata,
    Column("number", NUMBER, Identity(always=True), primary_key=True),
    Column("id", Uuid(), nullable=False, unique=True),
    Column("title", Text(), nullable=False),
    Column("language", Text(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("host_key_hash", LargeBinary(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("ended_at", UtcDateTime()),
    # A number is never given twice, not even after the last session was deleted by hand.
    sqlite_autoincrement=True,
)

entries = Table(
    "entries",
    metadata,
    Column("session_number", NUMBER, ForeignKey("sessions.number", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer(), primary_key=True, autoincrement=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("author", Text()),
    Column("channel", Text(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("payload", LargeBinary(), nullable=False),
    # The log is its primary key: one tree, in the order in which it is read.
    sqlite_with_rowid=False,
)
