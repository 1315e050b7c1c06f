"""Rooms a part of whose log cannot be read: looks again whether it can, and ends the room when it can (SV5)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from app.domain import Entry, Gap, SessionId, short
from app.errors import AlgoRoomError
from app.repositories.ports import Storage
from app.services.collab.room import Room

LOOK_AGAIN_S = 30.0
"""How often, beside whenever somebody comes."""

log = structlog.get_logger(__name__)


class Damages:
    """The damaged ones among the open rooms, and one task that looks after them."""

    def __init__(self, storage: Storage, end_room: Callable[[Room], None], look_again_s: float) -> None:
        self._storage = storage
        self._end_room = end_room
        self._look_again_s = look_again_s
        self._rooms: set[Room] = set()
        self._task: asyncio.Task[None]

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._run(), name="damages")

    async def stop(self) -> None:
        """End."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def adopt(self, room: Room) -> None:
        """Look after a room, if it is damaged."""
        if room.gaps:
            self._rooms.add(room)

    def drop(self, room: Room) -> None:
        """A room is no more."""
        self._rooms.discard(room)

    async def look_at(self, room: Room) -> None:
        """End a damaged room if its log can be read again."""
        session_id = room.session.id
        try:
            for gap in room.gaps:
                if not await self._is_there(session_id, gap):
                    return
        except AlgoRoomError:
            # Nobody knows; whoever looks next may.
            return
        if room in self._rooms:
            log.info("room_repaired", session=short(session_id))
            self._end_room(room)

    async def _is_there(self, session_id: SessionId, gap: Gap) -> bool:
        found = 0
        async for items in self._storage.log.read(session_id, gap.first - 1, gap.last):
            if not all(isinstance(item, Entry) for item in items):
                return False
            found += len(items)
        return found == gap.last - gap.first + 1

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._look_again_s)
            for room in list(self._rooms):
                try:
                    await self.look_at(room)
                except Exception as error:
                    log.error("look_failed", session=short(room.session.id), error=type(error).__name__)
