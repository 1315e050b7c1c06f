"""A server that lies: it says "saved" before anything is on disk. The control of tests/test_crash.py.

python -m tests.early_server: as `python -m app.main`.
"""

import asyncio
import importlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from app.domain import Entry, SessionId

LATE_S = 0.1
"""How long after its acknowledgement a batch is written."""


class EarlyLog:
    """An update log whose `append` returns at once; a kill loses what is not written yet."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self._last: asyncio.Task[object] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def append(self, batch: Sequence[tuple[SessionId, Sequence[Entry]]]) -> frozenset[SessionId]:
        """Promise, and write later."""
        kept = [(session, list(entries)) for session, entries in batch]
        self._last = asyncio.create_task(self._write(kept, self._last))
        return frozenset()

    async def read(self, *bounds: Any, **named: Any) -> AsyncIterator[Sequence[Entry]]:
        """Read what was promised too."""
        if self._last is not None:
            await self._last
        async for entries in self._real.read(*bounds, **named):
            yield entries

    async def _write(self, batch: Any, before: asyncio.Task[object] | None) -> None:
        await asyncio.sleep(LATE_S)
        if before is not None:
            await before
        await self._real.append(batch)


def main() -> int:
    """Serve as the real one does, but for the promise."""
    honest: Any = importlib.import_module("app.main")
    open_real = honest.open_storage

    def open_early(*arguments: Any, **named: Any) -> Any:
        storage = open_real(*arguments, **named)
        storage.log = EarlyLog(storage.log)
        return storage

    honest.open_storage = open_early
    return int(honest.main())


if __name__ == "__main__":
    raise SystemExit(main())
