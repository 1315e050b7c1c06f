"""Who may read from the storage at the moment, when many want to at once."""

import asyncio
from typing import Final

from app.errors import StorageUnavailable

LOADS_AT_ONCE: Final = 4
"""Rooms that are read at the same time: fewer than the storage has connections, so that none waits there."""
LOAD_BEGINS_WITHIN_S: Final = 30.0
"""How long a room may wait for its turn to be read. Many return at once when a server was restarted."""


class Turns:
    """Lets few in at a time, the others in the order in which they came."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(LOADS_AT_ONCE)

    async def begin(self) -> None:
        """Wait for a turn; `end` must follow.

        Raises:
            StorageUnavailable: it does not come.
        """
        try:
            async with asyncio.timeout(LOAD_BEGINS_WITHIN_S):
                await self._free.acquire()
        except TimeoutError:
            raise StorageUnavailable("Many sessions are being read at the moment; try again.") from None

    def end(self) -> None:
        """The turn is over."""
        self._free.release()
