"""The stored nouns: sessions and the entries of their update log."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, NewType
from uuid import UUID

SessionId = NewType("SessionId", UUID)
ParticipantId = NewType("ParticipantId", str)
LinkId = NewType("LinkId", UUID)
"""What a link to a session ends with that takes the place of the session's id."""
type Link = SessionId | LinkId


utc_now: Callable[[], datetime] = partial(datetime.now, UTC)
"""The time, UTC and aware."""


def short(session_id: SessionId) -> str:
    """Enough of a session's id to follow it through the log; the whole id would let a reader in."""
    return str(session_id)[:8]


class SessionStatus(enum.StrEnum):
    """Whether a session can still be changed."""

    OPEN = "open"
    ENDED = "ended"


class EntryKind(enum.StrEnum):
    """What the payload of a log entry is: a Yjs update of a text or of the board, or a JSON event."""

    TEXT = "text"
    BOARD = "board"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Session:
    """A stored interview. Times are UTC and aware; `host_key_hash` is the SHA-256 of the host's key."""

    id: SessionId
    title: str
    language: str
    status: SessionStatus
    host_key_hash: bytes
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """By which links a session is entered, and what proves its host: `host_key_hash` is the SHA-256 of the host's key.

    `observer` is `None` for a session that nobody has given such a link. `rotations` counts the links replaced so far.
    """

    session: SessionId
    candidate: Link
    observer: LinkId | None
    host_key_hash: bytes
    rotations: int


class Entry(NamedTuple):
    """One line of a session's update log.

    `seq` counts from 1 without holes within a session. `author` is `None` where nobody can be named.
    `channel` is the text's name for `TEXT` and `BOARD` entries, and who may read it for events.
    """

    # A tuple, because it is made a hundred thousand times a second: a frozen dataclass takes four times as long.
    seq: int
    at: datetime
    author: ParticipantId | None
    channel: str
    kind: EntryKind
    payload: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """The entries `first` to `last` of a log, both included, are not there or cannot be read."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a session's room when `seq` was the last entry of its log, as its room wrote it down."""

    seq: int
    payload: bytes
