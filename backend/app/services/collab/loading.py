"""Reads a session's room: from its newest checkpoint and the log behind it, or from the whole log."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import batched

import structlog

from app.domain import Checkpoint, Session, SessionId, short
from app.errors import BadFrame, StorageUnavailable
from app.repositories.ports import Storage
from app.services.collab import checkpoint
from app.services.collab.checkpoint import MalformedCheckpoint
from app.services.collab.room import Room
from app.services.collab.text import TextBroken

ENTRIES_A_STEP = 250
"""Entries that are replayed before the process does other things: some milliseconds' work."""
UNREADABLE = (BadFrame, TextBroken, ValueError, LookupError, TypeError)
"""What a room raises for what no room has written."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A room as it was read."""

    room: Room
    stored: Session
    """The session's row, which may be behind its log."""
    checkpoint_seq: int
    """The position of the checkpoint that it was read from: 0 where there was none."""


async def load(storage: Storage, new_room: Callable[[], Room], session: Session) -> Loaded:
    """Read a session's room; `finish_restoring` must follow.

    Raises:
        StorageUnavailable: it could not be read, or so little of it that a text would be empty that was not.
    """
    found = await _read_checkpoint(storage, new_room, session.id)
    room = found or new_room()
    begun = room.ledger.saved_seq
    try:
        async for items in storage.log.read(session.id, after=begun):
            for some in batched(items, ENTRIES_A_STEP, strict=False):
                room.restore(some)
                await asyncio.sleep(0)
    except UNREADABLE as error:
        log.error("log_unreadable", session=short(session.id), after=room.ledger.seq, error=type(error).__name__)
        raise StorageUnavailable("The session's log cannot be read.") from error
    if room.shows_nothing:
        log.error("log_unreadable", session=short(session.id), after=room.gaps[0].first - 1)
        raise StorageUnavailable("So much of the session's log cannot be read that nothing could be shown.")
    if room.gaps:
        log.error(
            "room_damaged",
            session=short(session.id),
            first=room.gaps[0].first,
            last=room.gaps[-1].last,
            held_back=room.editing.texts.held_back,
        )
    return Loaded(room, session, begun)


async def _read_checkpoint(storage: Storage, new_room: Callable[[], Room], session_id: SessionId) -> Room | None:
    """A room as the newest checkpoint says; `None` if there is none that can be used."""
    found = await storage.checkpoints.find(session_id)
    if found is None:
        return None
    # Ahead of its log it belongs to another one: the log was restored from a backup, say.
    if found.seq > (await storage.log.heads([session_id])).get(session_id, 0):
        log.error("checkpoint_ahead", session=short(session_id), seq=found.seq)
        return None
    try:
        return await _restore(new_room(), found)
    except (MalformedCheckpoint, *UNREADABLE) as error:
        log.error("checkpoint_unusable", session=short(session_id), seq=found.seq, error=type(error).__name__)
        return None


async def _restore(room: Room, found: Checkpoint) -> Room:
    state = await asyncio.to_thread(checkpoint.read, found.payload)
    if state.seq != found.seq:
        raise MalformedCheckpoint("It is of another position.")
    for _ in room.restore_state(state):
        await asyncio.sleep(0)
    return room
