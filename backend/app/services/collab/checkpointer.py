"""Writes checkpoints of rooms, one room at a time, off the way of everything else."""

import asyncio
from collections import deque
from contextlib import suppress

import structlog

from app.domain import SessionId, short
from app.repositories.ports import Storage
from app.services.collab import checkpoint
from app.services.collab.checkpoint import RoomState
from app.services.collab.room import Room
from app.services.collab.text import TextBroken

AFTER_ENTRIES = 500
"""New entries after which a room gets a checkpoint."""
AFTER_SHARE = 20
"""In a long log a twentieth of it: all its checkpoints together then cost in proportion to its length."""
AFTER_ENTRIES_FORGOTTEN = 50
"""New entries after which a room that is forgotten leaves one."""
RETRY_AFTER_S = 30.0
"""How long after a failure nothing is tried."""
MAX_WAITING = 64
"""States of forgotten rooms that may wait to be written. Beyond, their logs will be read instead."""

log = structlog.get_logger(__name__)


class Checkpointer:
    """Knows how much of each room's log its checkpoint covers. Never trouble for a room: its log is all it needs."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._covered: dict[Room, int] = {}
        self._due: dict[Room, None] = {}
        self._waiting: deque[tuple[SessionId, Room, RoomState]] = deque()
        self._is_writing = False
        self._not_before = 0.0
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop
        self._task: asyncio.Task[None]

    def start(self) -> None:
        """Begin to write."""
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(), name="checkpoints")

    async def stop(self) -> None:
        """End, and leave what is not written: the logs are."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def adopt(self, room: Room, covered: int) -> None:
        """Take care of a room whose checkpoint covers its log up to there."""
        self._covered[room] = covered

    def drop(self, room: Room) -> None:
        """A room is no more. What was taken of it is still written."""
        self._covered.pop(room, None)
        self._due.pop(room, None)

    def saved(self, room: Room) -> None:
        """All that a room had given to the writer is on disk."""
        covered = self._covered.get(room)
        if covered is None:
            return
        if is_due(room.ledger.saved_seq, covered):
            self._due[room] = None
            # At once: this is the moment when nothing of it is unsaved.
            self._take_next()

    def forgotten(self, room: Room) -> None:
        """A room, all of which is on disk, is about to be forgotten."""
        covered = self._covered.get(room, 0)
        if room.ledger.saved_seq - covered > AFTER_ENTRIES_FORGOTTEN and len(self._waiting) < MAX_WAITING:
            self._take(room)

    def _take_next(self) -> None:
        """Take the state of a room that is due, if none is being written."""
        if self._is_writing or self._waiting or self._loop.time() < self._not_before:
            return
        for room in list(self._due):
            if self._take(room):
                return

    def _take(self, room: Room) -> bool:
        try:
            state = room.write_down()
        except TextBroken as error:
            # Whoever uses the room next finds out, too.
            log.error("text_broken", session=short(room.session.id), why=str(error))
            self.drop(room)
            return False
        if state is None:
            return False
        self._due.pop(room, None)
        self._waiting.append((room.session.id, room, state))
        self._wake.set()
        return True

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            while self._waiting:
                self._is_writing = True
                await self._write(*self._waiting.popleft())
                self._is_writing = False
                self._take_next()
            await self._wake.wait()

    async def _write(self, session_id: SessionId, room: Room, state: RoomState) -> None:
        try:
            payload = await encode(state)
            await self._storage.checkpoints.save(session_id, state.seq, payload)
        except Exception as error:
            log.error("checkpoint_failed", session=short(session_id), seq=state.seq, error=type(error).__name__)
            self._not_before = self._loop.time() + RETRY_AFTER_S
            return
        if room in self._covered:
            self._covered[room] = state.seq
            self._due.pop(room, None)
        log.info("checkpoint_written", session=short(session_id), seq=state.seq, bytes=len(payload))


def is_due(seq: int, covered: int) -> bool:
    """Whether a log of `seq` entries should have a newer checkpoint than one that covers this many."""
    return seq - covered > max(AFTER_ENTRIES, seq // AFTER_SHARE)


async def encode(state: RoomState) -> bytes:
    """The bytes of a checkpoint, made in short steps with everything else in between."""
    pieces: list[bytes] = []
    for piece in checkpoint.write_steps(state):
        pieces.append(piece)
        await asyncio.sleep(0)
    return await asyncio.to_thread(checkpoint.pack, pieces)
