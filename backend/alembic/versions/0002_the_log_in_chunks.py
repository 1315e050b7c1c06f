"""The update logs in chunks instead of a row an entry, and checkpoints. Nothing of a log is lost either way."""

import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

# The one thing of today that this revision uses: every format of a chunk must be readable for ever.
from app.domain import Entry, EntryKind
from app.repositories.chunk import MalformedChunk, decode, divide

revision: str = "0002"
down_revision: str = "0001"
branch_labels: None = None
depends_on: None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# What is in memory at once, at most and about.
PAGE_ENTRIES = 256
PAGE_BYTES = 1 << 20

sessions = sa.table("sessions", sa.column("number"))
entries = sa.table(
    "entries",
    sa.column("session_number", NUMBER),
    sa.column("seq", sa.Integer),
    sa.column("at", TIME),
    sa.column("author", sa.Text),
    sa.column("channel", sa.Text),
    sa.column("kind", sa.Text),
    sa.column("payload", sa.LargeBinary),
)
chunks = sa.table(
    "chunks",
    sa.column("session_number", NUMBER),
    sa.column("first_seq", sa.Integer),
    sa.column("last_seq", sa.Integer),
    sa.column("payload", sa.LargeBinary),
    sa.column("crc32", sa.BigInteger),
)


def upgrade() -> None:
    lock("entries")
    op.create_table(
        "chunks",
        sa.Column("session_number", NUMBER, nullable=False),
        sa.Column("first_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_number"], ["sessions.number"], name="fk_chunks_session_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_number", "first_seq", name="pk_chunks"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("session_number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("crc32", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_number"], ["sessions.number"], name="fk_checkpoints_session_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_number", name="pk_checkpoints"),
    )
    for number in session_numbers():
        for page in read_entries(number):
            op.get_bind().execute(
                sa.insert(chunks), [chunk for run in without_holes(page) for chunk in pack(number, run)]
            )
    op.drop_table("entries")


def downgrade() -> None:
    lock("chunks")
    op.create_table(
        "entries",
        sa.Column("session_number", NUMBER, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_number"], ["sessions.number"], name="fk_entries_session_number", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_number", "seq", name="pk_entries"),
        sqlite_with_rowid=False,
    )
    for number in session_numbers():
        for first, payload in read_chunks(number):
            op.get_bind().execute(sa.insert(entries), unpack(number, first, payload))
    op.drop_table("checkpoints")
    op.drop_table("chunks")


def lock(table: str) -> None:
    """Keep out servers that still run: what they appended after it was copied would be lost."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")


def session_numbers() -> Sequence[int]:
    return op.get_bind().scalars(sa.select(sessions.c.number).order_by(sessions.c.number)).all()


def read_entries(number: int) -> Iterator[list[Entry]]:
    """The entries of a session, page by page."""
    after = 0
    while page := op.get_bind().execute(page_query(number, after)).all():
        yield [
            Entry(seq, in_time(at), author, channel, EntryKind(kind), payload)
            for seq, at, author, channel, kind, payload in page
        ]
        after = page[-1].seq


def page_query(number: int, after: int) -> sa.Select[tuple[int, datetime | int, str | None, str, str, bytes]]:
    wanted = (entries.c.session_number == number) & (entries.c.seq > after)
    size = sa.func.length(entries.c.payload)
    sizes = sa.select(entries.c.seq, size.label("size")).where(wanted).order_by(entries.c.seq).limit(PAGE_ENTRIES)
    sized = sizes.subquery()
    before = sa.func.sum(sized.c.size).over(order_by=sized.c.seq) - sized.c.size
    summed = sa.select(sized.c.seq, before.label("before")).subquery()
    last = sa.select(sa.func.max(summed.c.seq)).where(summed.c.before < PAGE_BYTES).scalar_subquery()
    columns = (entries.c.seq, entries.c.at, entries.c.author, entries.c.channel, entries.c.kind, entries.c.payload)
    return sa.select(*columns).where(wanted, entries.c.seq <= last).order_by(entries.c.seq)


def in_time(stored: datetime | int) -> datetime:
    return EPOCH + MICROSECOND * stored if isinstance(stored, int) else stored


def without_holes(page: list[Entry]) -> Iterator[list[Entry]]:
    """The parts of a page between the holes that a damaged log has: a chunk has none."""
    ends = [0, *(at for at, (one, other) in enumerate(pairwise(page), 1) if other.seq != one.seq + 1), len(page)]
    return (page[start:end] for start, end in pairwise(ends))


def pack(number: int, run: list[Entry]) -> list[dict[str, object]]:
    return [
        {
            "session_number": number,
            "first_seq": first,
            "last_seq": last,
            "payload": payload,
            "crc32": zlib.crc32(payload),
        }
        for first, last, payload in divide(run)
    ]


def read_chunks(number: int) -> Iterator[tuple[int, bytes]]:
    """The chunks of a session, one at a time.

    Raises:
        CommandError: one is damaged. A log with a hole would not be noticed in the older version.
    """
    after = 0
    query = (
        sa.select(chunks.c.first_seq, chunks.c.payload, chunks.c.crc32)
        .where(chunks.c.session_number == number, chunks.c.first_seq > sa.bindparam("after"))
        .order_by(chunks.c.first_seq)
        .limit(1)
    )
    while row := op.get_bind().execute(query, {"after": after}).one_or_none():
        after, payload, checksum = row
        if zlib.crc32(payload) != checksum:
            raise damaged(number, after)
        yield after, payload


def unpack(number: int, first: int, payload: bytes) -> list[dict[str, object]]:
    try:
        read = decode(first, payload)
    except MalformedChunk:
        raise damaged(number, first) from None
    as_integer = op.get_bind().dialect.name == "sqlite"
    return [
        {
            "session_number": number,
            "seq": entry.seq,
            "at": (entry.at - EPOCH) // MICROSECOND if as_integer else entry.at,
            "author": entry.author,
            "channel": entry.channel,
            "kind": entry.kind.value,
            "payload": entry.payload,
        }
        for entry in read
    ]


def damaged(number: int, first: int) -> CommandError:
    return CommandError(f"the chunk at entry {first} of session number {number} is damaged")
