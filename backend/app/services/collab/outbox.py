"""What waits to be sent to one peer: bounded, so that who reads slowly costs nobody else anything (RM8)."""

import asyncio
from collections import deque

from app.errors import AlgoRoomError, FellBehind

MAX_OUTBOX_FRAMES = 4_096
MAX_OUTBOX_BYTES = 8 * 1024 * 1024


class Outbox:
    """A queue with one reader. `str` leaves as a text frame, `bytes` as a binary one."""

    def __init__(self) -> None:
        self._frames: deque[str | bytes] = deque()
        self._size = 0
        self._changed = asyncio.Event()
        self.ended = asyncio.Event()
        """Set when the connection must be closed, with `reason`, whatever still waits."""
        self.reason: AlgoRoomError | None = None

    def put(self, frame: str | bytes) -> None:
        """Add a frame; a full outbox ends instead."""
        if self.ended.is_set():
            return
        self._frames.append(frame)
        self._size += len(frame)
        self._changed.set()
        if len(self._frames) > MAX_OUTBOX_FRAMES or self._size > MAX_OUTBOX_BYTES:
            self._frames.clear()
            self.end(FellBehind("The connection reads too slowly; it will catch up when it returns."))

    def end(self, reason: AlgoRoomError) -> None:
        """Let the connection be closed. The first reason counts."""
        if self.reason is None:
            self.reason = reason
            self.ended.set()
            self._changed.set()

    async def take(self) -> list[str | bytes]:
        """Wait for frames and hand over all there are; empty when there will be none any more."""
        while not self._frames and not self.ended.is_set():
            self._changed.clear()
            await self._changed.wait()
        frames = list(self._frames)
        self._frames.clear()
        self._size = 0
        return frames
