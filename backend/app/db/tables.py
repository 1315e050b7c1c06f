"""The tables: sessions, their tickets, the append-only chunks of their update logs, the newest checkpoint of each."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
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

# Chunks refer to a session by a small integer: a UUID in each would be a fifth of a keystroke's row.
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
    # NULL as long as the session's id is the candidate's link.
    Column("candidate_link", Uuid()),
    Column("observer_link", Uuid()),
    Column("rotations", Integer(), nullable=False, server_default="0"),
    Index("ix_sessions_candidate_link", "candidate_link", unique=True),
    Index("ix_sessions_observer_link", "observer_link", unique=True),
    # A number is never given twice, not even after the last session was deleted by hand.
    sqlite_autoincrement=True,
)

# Each lets a host's socket in once. A ticket that was not used is removed when the next one is issued behind its time.
tickets = Table(
    "tickets",
    metadata,
    Column("hash", LargeBinary(), primary_key=True),
    Column("session_number", NUMBER, ForeignKey("sessions.number", ondelete="CASCADE"), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Index("ix_tickets_session_number", "session_number"),
)

# One row a session and group commit: consecutive entries as `app.repositories.chunk` writes them. Who appends knows
# ends of chunks only and begins behind one, so two who append to one session always want the same key.
chunks = Table(
    "chunks",
    metadata,
    Column("session_number", NUMBER, ForeignKey("sessions.number", ondelete="CASCADE"), primary_key=True),
    Column("first_seq", Integer(), primary_key=True, autoincrement=False),
    Column("last_seq", Integer(), nullable=False),
    Column("payload", LargeBinary(), nullable=False),
    Column("crc32", BigInteger(), nullable=False),
)

# The state of a session's room when `seq` was the last entry of its log. The log is complete without it.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column(
        "session_number",
        NUMBER,
        ForeignKey("sessions.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("seq", Integer(), nullable=False),
    Column("payload", LargeBinary(), nullable=False),
    Column("crc32", BigInteger(), nullable=False),
)
