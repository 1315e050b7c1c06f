"""Keeps open rooms in step with a log that other servers write too: reads what a room may lack, and folds it in."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

import structlog

from app.domain import Entry, SessionId, short
from app.repositories.ports import UpdateLog
from app.services.collab.bus import Bus, BusState
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.sends import Send
from app.services.collab.writer import Writer

POLL_EVERY_S = 1.0
"""How often the log is asked for news while the bus is away."""
RETRY_AFTER_S = (0.1, 0.25, 0.5, 1.0)
"""Pauses between tries when the log cannot be read; the last one repeats."""

log = structlog.get_logger(__name__)


class OpenRooms(Protocol):
    """The rooms that are in memory."""

    def session_ids(self) -> Collection[SessionId]:
        """The sessions that are open."""

    def find(self, session_id: SessionId) -> Room | None:
        """The room of a session, if it is open."""

    def deliver_to(self, room: Room, sends: list[Send]) -> None:
        """Deliver what a room says."""

    def break_room(self, room: Room) -> None:
        """The room must be read again from the log."""

    def end_deleted(self, session_id: SessionId) -> None:
        """The session was deleted: end its room, if it is open."""


class Follower:
    """One task for all rooms. What it is told may be behind stays so until it was compared with the log."""

    def __init__(self, log_: UpdateLog, bus: Bus, rooms: OpenRooms, writer: Writer) -> None:
        self._log = log_
        self._bus = bus
        self._rooms = rooms
        self._writer = writer
        self._suspects: set[SessionId] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._task = asyncio.create_task(self._run(), name="follower")

    async def stop(self) -> None:
        """End. Safe to call twice."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def suspect(self, session_ids: Iterable[SessionId]) -> None:
        """Somebody else may have written these sessions' logs."""
        self._suspects.update(session_ids)
        self._wake.set()

    def take(self, room: Room, entries: Sequence[Entry]) -> None:
        """Fold entries of the log into a room, if they follow what it knows; read those between otherwise."""
        if room.saved.trouble is Trouble.DAMAGED:
            return
        try:
            sends = room.fold(entries)
        except Exception as error:
            log.error("room_not_followed", session=short(room.session.id), error=type(error).__name__, why=str(error))
            self._rooms.break_room(room)
            return
        if sends is None:
            self.suspect((room.session.id,))
            return
        self._rooms.deliver_to(room, sends)
        self._writer.folded(room)

    async def catch_up(self, session_ids: Collection[SessionId]) -> None:
        """Bring those rooms of these sessions that are open up to the heads of their logs.

        Raises:
            StorageUnavailable: the log could not be read.
        """
        heads = await self._log.heads(session_ids)
        for session_id in session_ids:
            room = self._rooms.find(session_id)
            if room is None or room.saved.trouble is Trouble.DAMAGED:
                continue
            if session_id not in heads:
                self._rooms.end_deleted(session_id)
                continue
            if heads[session_id] > room.ledger.saved_seq:
                await self._read_on(room)
            self._writer.resume(room)

    async def _read_on(self, room: Room) -> None:
        session_id = room.session.id
        async for items in self._log.read(session_id, after=room.ledger.saved_seq):
            # Somebody may have closed the room while we waited.
            if self._rooms.find(session_id) is not room:
                return
            entries = [item for item in items if isinstance(item, Entry)]
            if len(entries) < len(items):
                # Opening it anew says what is to be done about a damaged log.
                self._rooms.break_room(room)
                return
            self.take(room, entries)

    async def _run(self) -> None:
        failures = 0
        while True:
            await self._wait()
            suspects, self._suspects = self._suspects, set()
            open_ones = [session_id for session_id in suspects if self._rooms.find(session_id) is not None]
            if not open_ones:
                continue
            try:
                await self.catch_up(open_ones)
                failures = 0
            except Exception as error:
                failures += 1
                log.error("not_caught_up", error=type(error).__name__, tries=failures, rooms=len(open_ones))
                self._suspects.update(open_ones)
                await asyncio.sleep(RETRY_AFTER_S[min(failures, len(RETRY_AFTER_S)) - 1])
                for session_id in open_ones:
                    # The writer tells people that the storage is in trouble, and finds out when it no longer is.
                    if room := self._rooms.find(session_id):
                        self._writer.resume(room)
                self._wake.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(None if self._bus.is_alone else POLL_EVERY_S):
                await self._wake.wait()
        except TimeoutError:
            if self._bus.state is BusState.AWAY:
                self._suspects.update(self._rooms.session_ids())
        self._wake.clear()
