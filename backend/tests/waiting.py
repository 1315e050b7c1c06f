"""Waiting for what tells nobody: another process, a timer, a storage."""

import asyncio
from collections.abc import Awaitable, Callable

WITHIN_S = 60.0
LOOK_EVERY_S = 0.02


async def until(is_so: Callable[[], bool] | Callable[[], Awaitable[bool]], within_s: float = WITHIN_S) -> None:
    """Look again and again until it is so."""
    async with asyncio.timeout(within_s):
        while True:
            answer = is_so()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(LOOK_EVERY_S)
